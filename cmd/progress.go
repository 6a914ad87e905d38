package cmd

import (
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// patience is how long a step may take before its bar is drawn.
const patience = time.Second

// steps shows how a run gets on: nothing in a pipe, and on a terminal a bar for
// every step that takes longer than [patience].
type steps struct {
	to    io.Writer // nil when standard error is no terminal
	name  string
	total int
	done  int
	begun time.Time
	bar   *progressbar.ProgressBar
}

func newSteps(t *terminal) *steps {
	s := &steps{}
	if t.live {
		s.to = t.err
	}
	return s
}

// Step begins a step of total parts.
func (s *steps) Step(name string, total int) {
	s.clear()
	s.name, s.total, s.done, s.begun = name, total, 0, time.Now()
}

// Advance says that one more part of the step is done.
func (s *steps) Advance() {
	s.done++
	if s.to == nil || s.total == 0 {
		return
	}
	if s.bar == nil && time.Since(s.begun) > patience {
		s.bar = progressbar.NewOptions(s.total,
			progressbar.OptionSetWriter(s.to), progressbar.OptionSetDescription("  "+s.name),
			progressbar.OptionSetWidth(30), progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(),
			progressbar.OptionThrottle(100*time.Millisecond))
	}
	if s.bar != nil {
		_ = s.bar.Set(s.done)
	}
}

// clear takes the bar away.
func (s *steps) clear() {
	if s.bar != nil {
		_ = s.bar.Finish()
		s.bar = nil
	}
}
