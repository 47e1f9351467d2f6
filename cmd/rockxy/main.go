// Command rockxy is the whole product in one binary: proxy, commands, page.
package main

import (
	"os"

	"rockxy/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:])) }
