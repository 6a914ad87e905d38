// Package study holds the manifest of a study, study.yaml, and the identities
// everything else refers to: studies, roles, documents, columns, question sets.
//
// The manifest is the contract between a deposit and kith. Nothing about a
// study is hard-coded: file names, columns, labels, missing codes, reverse
// keys, question sets, the direction of a difference, families of tests,
// speaker labels and published values are all declared there, and [Load]
// checks them with file, line and column in every fault.
//
// The format is versioned by its first key, schema: kith/1, and described by
// the JSON Schema in schema.json beside this file.
package study
