package sheet

import "io"

// Blocks that are inflated before the scanner asks for them.
const (
	aheadBlock  = 128 << 10
	aheadBlocks = 4
)

// A readAhead inflates a part in a goroutine of its own, a few blocks ahead of
// the scanner. Close ends the goroutine before it returns.
type readAhead struct {
	src  io.ReadCloser
	full chan block
	free chan []byte
	quit chan struct{}
	now  block
	rest []byte
}

// A block is bytes of the part, or the error after the last of them.
type block struct {
	data []byte
	err  error
}

func newReadAhead(src io.ReadCloser) *readAhead {
	a := &readAhead{src: src, full: make(chan block), free: make(chan []byte, aheadBlocks), quit: make(chan struct{})}
	for range aheadBlocks {
		a.free <- make([]byte, aheadBlock)
	}
	go a.inflate()
	return a
}

func (a *readAhead) inflate() {
	defer close(a.full)
	for {
		var b []byte
		select {
		case b = <-a.free:
		case <-a.quit:
			return
		}
		n, err := io.ReadFull(a.src, b[:aheadBlock])
		if err == io.ErrUnexpectedEOF && n > 0 {
			// ReadFull says so of every last block; of a part that is damaged it
			// comes again, with no bytes read.
			err = nil
		}
		select {
		case a.full <- block{b[:n], err}:
		case <-a.quit:
			return
		}
		if err != nil {
			return
		}
	}
}

// Read gives bytes in the order of the part.
func (a *readAhead) Read(p []byte) (int, error) {
	for len(a.rest) == 0 {
		if a.now.err != nil {
			return 0, a.now.err
		}
		if a.now.data != nil {
			a.free <- a.now.data[:aheadBlock]
		}
		a.now = <-a.full
		a.rest = a.now.data
	}
	n := copy(p, a.rest)
	a.rest = a.rest[n:]
	return n, nil
}

// Close ends reading ahead and closes the part.
func (a *readAhead) Close() error {
	close(a.quit)
	for range a.full { // until the goroutine has ended
	}
	return a.src.Close()
}
