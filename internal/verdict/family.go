package verdict

import (
	"path"
	"strings"
)

// family is what is known of a kind of client: how a missing root shows, and
// how far one run speaks for another.
type family struct {
	name  string   // in sentences
	globs []string // of executable names, lower case, without ".exe"
	stack stack    // recognises what no name does

	lacks  kind   // endings that a missing root can have; any other rules it out
	scope  scope  // what a success of this executable says about another run
	quiet  bool   // ends silently as a rule, so that one silent ending is a refusal
	cancel bool   // ends handshakes of its own accord, in passing
	alike  bool   // all that uses the library on one device trusts the same
	advice string // how to make it trust the root
}

// scope is how far trust goes.
type scope uint8

const (
	perProgram scope = iota // every run of the executable trusts the same
	perRun                  // arguments and environment decide
	perScript               // an interpreter: each script is another program
)

// familyOf returns the family of the executable, else of the process's name,
// which a program may set itself, else of its TLS library, else what holds for
// all.
func familyOf(c *Client, s stack) *family {
	for _, name := range []string{c.Path[strings.LastIndexAny(c.Path, `/\`)+1:], c.Name} {
		if f := familyNamed(name); f != nil {
			return f.on(s)
		}
	}
	for i := range families {
		if f := &families[i]; f.stack != stackUnknown && f.stack == s {
			return f
		}
	}
	return &anyFamily
}

func familyNamed(name string) *family {
	name = strings.TrimSuffix(strings.ToLower(name), ".exe")
	if name == "" {
		return nil
	}
	for i := range families {
		for _, g := range families[i].globs {
			if ok, _ := path.Match(g, name); ok {
				return &families[i]
			}
		}
	}
	return nil
}

// on is the family where its TLS library is s: curl is built with many, and
// only OpenSSL is known to say each time why it refuses.
func (f *family) on(s stack) *family {
	if f.name == "curl" && s != stackOpenSSL {
		return &otherCurl
	}
	return f
}

var anyFamily = family{lacks: aboutCertificate, advice: adviceAny}

var otherCurl = family{name: "curl", lacks: aboutCertificate, scope: perRun, advice: adviceCurl}

var families = []family{
	{name: "curl", globs: []string{"curl"}, lacks: unknownRoot, scope: perRun, advice: adviceCurl},
	{name: "wget", globs: []string{"wget", "wget2"}, lacks: aboutCertificate, scope: perRun, quiet: true, advice: adviceWget},
	{name: "OpenSSL", globs: []string{"openssl"}, lacks: unknownRoot | refusal | vague, scope: perRun, advice: adviceOpenSSL},
	{name: "git", globs: []string{"git", "git-remote-http*", "git-lfs"}, lacks: aboutCertificate, scope: perRun, advice: adviceGit},
	{name: "Python", globs: []string{"python*", "pypy*", "pip*", "uv", "poetry"}, lacks: unknownRoot | silentEarly, scope: perScript, advice: advicePython},
	{name: "Node", globs: []string{"node", "nodejs", "npm", "npx", "yarn", "pnpm", "bun", "deno", "electron"}, lacks: aboutCertificate, scope: perScript, quiet: true, advice: adviceNode},
	{name: "Java", globs: []string{"java", "javaw", "gradle*", "mvn"}, stack: stackJava, lacks: unknownRoot | refusal | silentEarly, scope: perScript, quiet: true, advice: adviceJava},
	{name: "Ruby", globs: []string{"ruby*", "bundle", "gem"}, lacks: unknownRoot | refusal | silent, scope: perScript, advice: adviceRuby},
	{name: "PHP", globs: []string{"php*", "composer"}, lacks: aboutCertificate, scope: perScript, advice: advicePHP},
	{name: "Perl", globs: []string{"perl*"}, lacks: aboutCertificate, scope: perScript, advice: advicePerl},
	{name: ".NET", globs: []string{"dotnet", "pwsh", "powershell"}, lacks: aboutCertificate, scope: perScript, advice: adviceDotnet},
	{name: "cargo", globs: []string{"cargo", "rustup"}, lacks: aboutCertificate, scope: perRun, advice: adviceRust},
	{name: "Firefox", globs: []string{"firefox*", "thunderbird*", "librewolf", "waterfox"}, stack: stackNSS, lacks: unknownRoot | refusal, scope: perRun, cancel: true, advice: adviceFirefox},
	{name: "Chromium", globs: []string{"chrome*", "chromium*", "google-chrome*", "msedge*", "microsoft-edge*", "brave*", "opera", "vivaldi*"}, lacks: refusal, scope: perRun, cancel: true, advice: adviceChromium},
	{name: "Safari", globs: []string{"safari*", "com.apple.webkit*"}, lacks: unknownRoot | refusal | silentEarly, cancel: true, advice: adviceApple},
	{name: "Chromium or OkHttp", stack: stackBoring, lacks: refusal, advice: adviceDevice},
	{name: "Apple's library", stack: stackApple, lacks: unknownRoot | refusal | silentEarly, alike: true, advice: adviceApple},
	{name: "Go", globs: []string{"go"}, lacks: refusal, scope: perScript, advice: adviceGo},
	{name: "Go", stack: stackGo, lacks: refusal, advice: adviceGo},
}
