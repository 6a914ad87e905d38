// Package journal keeps what people decide: an append-only record of events,
// one file for each analyst and device, that can be read by eye, mailed, put
// under version control, and merged by copying files together.
//
// # The files
//
// A journal is a folder of files named analyst@device.jsonl. Each is UTF-8, one
// JSON object a line, each line ended by LF (CRLF is read too, so that a version
// control system's line ends do no harm). The first line says what the file is:
//
//	{"kith":"journal/1","analyst":"TM","device":"laptop"}
//
// Every other line is an event:
//
//	{"at":"2026-11-23T04:07:24.123Z/0","id":"9f86d081884c7d65","op":"coding.add","data":{…},"prev":"2c26b46b68ffc68f…"}
//
// at is a hybrid logical clock (Kulkarni et al. 2014): the wall clock in
// milliseconds, and a counter that keeps every new event after all that its
// writer had read. id names the event for ever, through purges and copies. data
// is whatever the operation needs, kept as it was written. prev is the start of
// the SHA-256 of the line before, without its line end: it finds damage and
// forked copies, and is no proof against a forger.
//
// # What is promised
//
// An event is acknowledged after its bytes, and for a new file the folder's
// entry too, have been synced. A last line without its line end was never
// acknowledged: readers pass over it, and only a writer that holds the lock cuts
// it off. Lines that cannot be read are named by file and line and passed over;
// what stands before and behind them is read. Two copies of a file that went
// different ways are both read, their common events once, and the place where
// they part is named.
//
// Events are ordered by (at, analyst, device, id), which does not depend on the
// names of files nor on the order in which they arrive. What an event means is
// not this package's business: see study/coding, whose fold is total.
package journal
