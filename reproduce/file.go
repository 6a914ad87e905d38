package reproduce

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"

	"kith/study"
)

// WriteFile writes a file whole or not at all. What lies there is replaced in the end,
// so that a full disk leaves it as it was.
func WriteFile(name string, data []byte) error { return writeFile(name, data, shared.file) }

// WritePrivate is [WriteFile] for a file that only its owner may read.
func WritePrivate(name string, data []byte) error { return writeFile(name, data, private.file) }

func writeFile(name string, data []byte, mode os.FileMode) error {
	part := filepath.Join(filepath.Dir(name), fmt.Sprintf(".kith-%016x", rand.Uint64()))
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return fileFault(name, err)
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(part, name)
	}
	if err != nil {
		_ = os.Remove(part) // as far as the disk lets us
		return fileFault(name, err)
	}
	return nil
}

// fileFault says that a file could not be written.
func fileFault(name string, err error) error {
	return &study.Fault{
		What: fmt.Sprintf("the file cannot be written: %v", bare(err)), Where: displayPath(name),
		Hint: "name a file in a folder that is there and has room; what was there is as it was",
	}
}

// bare is an error of the file system without the paths it was met with.
func bare(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}
