// Command kith takes a deposited mixed-methods study from its files to its
// published results.
package main

import (
	"os"

	"kith/cmd"
)

func main() { os.Exit(cmd.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
