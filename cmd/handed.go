package cmd

import (
	"bytes"
	"io"
	"os"
	"unicode/utf8"

	"kith/study"
)

// maxHanded is how many bytes a table or codebook that is taken in may have.
const maxHanded = 64 << 20

// handed reads a file of text that somebody hands in: a codebook, a table of codings. It
// is in UTF-8, without the mark that some programs put before it.
func handed(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // only read
	text, err := io.ReadAll(io.LimitReader(f, maxHanded+1))
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	switch {
	case err != nil:
		return nil, err
	case len(text) > maxHanded:
		return nil, &study.Fault{What: "the file is larger than 64 MiB", Where: name, Hint: "is this the right file?"}
	case len(bytes.TrimSpace(text)) == 0:
		return nil, &study.Fault{What: "the file is empty", Where: name, Hint: "copy or download it again from where it came from"}
	case !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0:
		return nil, &study.Fault{What: "the file is not text in UTF-8", Where: name, Hint: "save it as UTF-8; Excel calls that CSV UTF-8"}
	}
	return text, nil
}
