//go:build unix

package sheet

import (
	"archive/zip"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The workbook of the benchmark: answers on a scale, labels, quantities, and a
// tenth of them blank.
const (
	benchRows = 200_000
	benchCols = 60
)

// writeLarge writes the workbook as a stream.
func writeLarge(b *testing.B, file string) {
	b.Helper()
	labels := []string{"Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"}
	writeHostile(b, file, func(h hostileBook) {
		random := rand.New(rand.NewPCG(1, 2))
		h.sheet(zip.Deflate, func(out io.Writer) {
			c := []byte("<sheetData>")
			for row := 1; row <= benchRows; row++ {
				c = strconv.AppendInt(append(c, `<row r="`...), int64(row), 10)
				c = append(c, `">`...)
				for col := range benchCols {
					if col > 0 && row > 1 && random.IntN(10) == 0 {
						continue
					}
					c = append(append(c, `<c r="`...), Address(row, col)...)
					switch {
					case row == 1:
						c = strconv.AppendInt(append(c, `" t="inlineStr"><is><t>q`...), int64(col), 10)
						c = append(c, "</t></is></c>"...)
						continue
					case col == 0:
						c = strconv.AppendInt(append(c, `" t="s"><v>`...), int64(len(labels)+row-2), 10)
					case col < 40:
						c = strconv.AppendInt(append(c, `"><v>`...), 1+random.Int64N(7), 10)
					case col < 50:
						c = strconv.AppendInt(append(c, `" t="s"><v>`...), random.Int64N(int64(len(labels))), 10)
					default:
						c = strconv.AppendFloat(append(c, `"><v>`...), 50+10*random.NormFloat64(), 'g', -1, 64)
					}
					c = append(c, "</v></c>"...)
				}
				_, _ = out.Write(append(c, "</row>"...))
				c = c[:0]
			}
			fmt.Fprint(out, "</sheetData>")
		})
		h.part("xl/sharedStrings.xml", zip.Deflate, func(w io.Writer) {
			fmt.Fprintf(w, "<sst %s>", nsMain)
			for _, l := range labels {
				fmt.Fprintf(w, "<si><t>%s</t></si>", l)
			}
			for row := 2; row <= benchRows; row++ {
				fmt.Fprintf(w, "<si><t>P%06d</t></si>", row)
			}
			fmt.Fprint(w, "</sst>")
		})
	})
}

// BenchmarkLarge reads 200,000 rows of 60 columns, in a process of its own so
// that the peak of its memory can be seen; R's readxl reads the same file
// where it is installed. The time of readxl is without the start of R, kith's
// is that of the whole process.
func BenchmarkLarge(b *testing.B) {
	file := filepath.Join(b.TempDir(), "large.xlsx")
	writeLarge(b, file)
	report := func(b *testing.B, took time.Duration, state *os.ProcessState) {
		peak := state.SysUsage().(*syscall.Rusage).Maxrss
		if runtime.GOOS != "darwin" {
			peak <<= 10
		}
		b.ReportMetric(benchRows*benchCols*float64(b.N)/took.Seconds(), "cells/s")
		b.ReportMetric(float64(peak)/(1<<20), "MiB-peak")
		b.ReportMetric((state.UserTime() + state.SystemTime()).Seconds(), "cpu-s")
	}
	b.Run("kith", func(b *testing.B) {
		self, err := os.Executable()
		if err != nil {
			b.Fatal(err)
		}
		var state *os.ProcessState
		for range b.N {
			child := exec.CommandContext(b.Context(), self, "-test.run=^$")
			child.Env = append(os.Environ(), hostileFile+"="+file)
			out, err := child.Output()
			if err != nil || string(out) != "it was read" {
				b.Fatalf("%s: %v", out, err)
			}
			state = child.ProcessState
		}
		report(b, b.Elapsed(), state)
	})
	b.Run("readxl", func(b *testing.B) {
		if err := exec.CommandContext(b.Context(), "Rscript", "-e", "library(readxl)").Run(); err != nil {
			b.Skip("R with readxl is not installed")
		}
		var state *os.ProcessState
		var took time.Duration
		b.ResetTimer()
		for range b.N {
			child := exec.CommandContext(b.Context(), "Rscript", "-e",
				`library(readxl); t <- system.time(d <- read_xlsx(commandArgs(TRUE)[1], progress = FALSE)); stopifnot(ncol(d) == 60); cat(t[["elapsed"]])`, file)
			out, err := child.Output()
			if err != nil {
				b.Fatalf("%s: %v", out, err)
			}
			seconds, err := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
			if err != nil {
				b.Fatal(err)
			}
			took += time.Duration(seconds * float64(time.Second))
			state = child.ProcessState
		}
		report(b, took, state)
	})
}
