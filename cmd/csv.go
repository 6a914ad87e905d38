package cmd

import (
	"encoding/csv"
	"encoding/json"
	"reflect"
	"strings"

	"kith/report"
)

// printCSV prints rows with the names of their JSON; parts of a row take its
// name before theirs, lists are joined with semicolons. Columns that no row
// fills are left out. Texts are kept from being formulas as in CSV files
// (report.Spreadsheet): what is printed here is often sent to a file.
func printCSV[T any](t *terminal, rows []T) error {
	var heads []string
	at := map[string]int{}
	lines := make([]map[string]string, len(rows))
	for i, r := range rows {
		lines[i] = map[string]string{}
		err := flatten("", reflect.ValueOf(r), func(name, value string) {
			if _, ok := at[name]; !ok {
				at[name] = len(heads)
				heads = append(heads, name)
			}
			lines[i][name] = value
		})
		if err != nil {
			return err
		}
	}
	w := csv.NewWriter(t.out)
	records := [][]string{heads}
	for _, l := range lines {
		record := make([]string, len(heads))
		for name, value := range l {
			record[at[name]] = value
		}
		records = append(records, record)
	}
	return w.WriteAll(records)
}

// flatten gives the figures of v by name, in the order of its fields.
func flatten(name string, v reflect.Value, give func(name, value string)) error {
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil
		}
		v = v.Elem()
	}
	switch {
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			tag, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if !field.IsExported() || tag == "" {
				continue
			}
			if name != "" {
				tag = name + "." + tag
			}
			if err := flatten(tag, v.Field(i), give); err != nil {
				return err
			}
		}
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.String:
		give(name, report.Spreadsheet(strings.Join(v.Interface().([]string), "; ")))
	case v.Kind() == reflect.String:
		give(name, report.Spreadsheet(v.String()))
	default:
		b, err := json.Marshal(v.Interface())
		if err != nil {
			return err
		}
		give(name, strings.Trim(string(b), `"`))
		if string(b) == "null" {
			give(name, "")
		}
	}
	return nil
}
