package app

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"time"
)

// openIn opens a file to read: "-" is standard input, and a name that ends in
// .gz is read unpacked.
func openIn(std stdio, name string) (io.ReadCloser, error) {
	if name == "" {
		return nil, fmt.Errorf("an input file is missing (- reads standard input)")
	}
	if name == "-" {
		return io.NopCloser(std.in), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	if !strings.HasSuffix(name, ".gz") {
		return f, nil
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return unpacked{z, f}, nil
}

type unpacked struct {
	*gzip.Reader
	file *os.File
}

func (u unpacked) Close() error {
	if err := u.Reader.Close(); err != nil {
		_ = u.file.Close()
		return err
	}
	return u.file.Close()
}

// writeOut calls write on the file called name, or on standard output for "-".
// A file appears whole or not at all.
func writeOut(std stdio, name string, write func(io.Writer) error) error {
	if name == "" || name == "-" {
		w := bufio.NewWriterSize(std.out, 1<<16)
		if err := write(w); err != nil {
			return err
		}
		return w.Flush()
	}
	f, err := os.Create(name + ".part")
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<16)
	err = write(w)
	if err == nil {
		err = w.Flush()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		_ = os.Remove(name + ".part")
		return err
	}
	return os.Rename(name+".part", name)
}

// report is what --json prints beside a command's data.
type report struct {
	Seconds      float64 `json:"seconds"`
	PeakRSSBytes int64   `json:"peak_rss_bytes"`
}

// measured fills in what the run cost since it began.
func measured(began time.Time) report {
	return report{Seconds: time.Since(began).Seconds(), PeakRSSBytes: peakRSS()}
}

// peakRSS is the most memory this program has held, in bytes. Where the kernel
// tells it of the program itself, that counts: getrusage goes on counting what
// the process held that started us.
func peakRSS() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if _, after, ok := strings.Cut(string(status), "VmHWM:"); err == nil && ok {
		var kib int64
		if _, err := fmt.Sscanf(after, "%d kB", &kib); err == nil {
			return kib * 1024
		}
	}
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return u.Maxrss * 1024 // Linux counts in KiB
}

// printReport writes v as one JSON line: to standard output when the data went
// to a file, else to standard error, so that the two never mix.
func printReport(std stdio, outFile string, v any) error {
	w := std.err
	if outFile != "" && outFile != "-" {
		w = std.out
	}
	return json.NewEncoder(w).Encode(v)
}
