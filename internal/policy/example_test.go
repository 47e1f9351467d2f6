package policy_test

import (
	"fmt"
	"time"

	"rockxy/internal/policy"
)

func Example() {
	text := "# ours\ndefault intercept\ngroup apple\nbypass *.bank.example\n"
	one, _ := policy.ParsePattern("!test.bank.example")
	text, _ = policy.Add(text, policy.Entry{Action: policy.Bypass, Pattern: one})
	fmt.Print(text)

	file, err := policy.ParseFile(text)
	if err != nil {
		fmt.Println(err)
		return
	}
	set := policy.Compile(file)
	for _, host := range []string{"www.bank.example", "test.bank.example", "gateway.icloud.com"} {
		d := set.Decide(policy.Query{Host: host, Port: 443}, time.Now())
		fmt.Printf("%s: %s\n", d.Action, d.Reason())
	}
	// Output:
	// # ours
	// default intercept
	// group apple
	// bypass !test.bank.example
	// bypass *.bank.example
	// bypass: bypass list, line 5: "*.bank.example" (www.bank.example)
	// intercept: no entry matches: intercept by default (test.bank.example)
	// bypass: group apple: "*.icloud.com" (gateway.icloud.com)
}
