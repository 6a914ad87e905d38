package cmd

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"kith/ingest/survey"
	"kith/study"
)

// twoSides splits "before:after" at its colon. A colon that belongs to a name
// is written \: and a backslash before a colon \\.
func twoSides(flag, value string) (sides [2]string, err error) {
	var all []string
	var side strings.Builder
	for i := 0; i < len(value); i++ {
		switch {
		case value[i] == '\\' && i+1 < len(value) && (value[i+1] == ':' || value[i+1] == '\\'):
			i++
			side.WriteByte(value[i])
		case value[i] == ':':
			all = append(all, side.String())
			side.Reset()
		default:
			side.WriteByte(value[i])
		}
	}
	if all = append(all, side.String()); len(all) == 2 && all[0] != "" && all[1] != "" {
		return [2]string(all), nil
	}
	hint := "write the two column names with a colon between them: --" + flag + " before:after"
	if len(all) > 2 {
		hint = `write \: for a colon that belongs to a name: --` + flag + ` 'Q1\: before:Q1\: after'`
	}
	return sides, &study.Fault{What: fmt.Sprintf("--%s %s does not name two columns", flag, value), Hint: hint}
}

// escapeColon writes a name for [twoSides].
func escapeColon(name string) string {
	return strings.NewReplacer(`\`, `\\`, `:`, `\:`).Replace(name)
}

// completeColumns lets the shell complete the names of columns of the file
// that is named before the flag: whole names, and the last of a list or range.
// The flags of pairs take a colon between two sides.
func completeColumns(c *cobra.Command, lists, pairs []string) {
	complete := func(paired bool) cobra.CompletionFunc {
		return func(c *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
			const nothing = cobra.ShellCompDirectiveNoFileComp
			if len(args) == 0 || isStudy(args[0]) {
				return nil, nothing
			}
			sheet, _ := c.Flags().GetString("sheet")
			before := typed[:lastName(typed, paired)]
			var found []string
			for _, name := range headerNames(args[0], sheet) {
				if paired {
					name = escapeColon(name)
				}
				if strings.HasPrefix(before+name, typed) {
					found = append(found, before+name)
				}
			}
			if paired {
				return found, nothing | cobra.ShellCompDirectiveNoSpace
			}
			return found, nothing
		}
	}
	for _, flag := range lists {
		_ = c.RegisterFlagCompletionFunc(flag, complete(false)) // fails on a flag that is not there, which a test would see
	}
	for _, flag := range pairs {
		_ = c.RegisterFlagCompletionFunc(flag, complete(true))
	}
}

// lastName gives where the name begins that is being typed.
func lastName(typed string, paired bool) int {
	at := 0
	for _, mark := range []string{",", ".."} {
		if i := strings.LastIndex(typed, mark); i >= 0 {
			at = max(at, i+len(mark))
		}
	}
	for i := at; paired && i < len(typed); i++ {
		if typed[i] == '\\' {
			i++
		} else if typed[i] == ':' {
			at = i + 1
		}
	}
	return at
}

// headerNames gives the column names of a sheet, of the first visible one for
// "", none where the file cannot be read.
func headerNames(file, sheet string) []string {
	sheets, err := survey.Headers(file)
	if err != nil {
		return nil
	}
	var names []string
	for _, s := range sheets {
		if s.Sheet != sheet && (sheet != "" || s.Hidden) {
			continue
		}
		for _, c := range s.Columns {
			if c.Name != "" {
				names = append(names, c.Name)
			}
		}
		break
	}
	return names
}
