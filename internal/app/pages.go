package app

import (
	"bufio"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// dropProgramPages hands back the pages of the program file that starting up
// has touched: half of it, for what other commands need. They are clean and
// come back by themselves when they are needed; until then they would count as
// memory of a plan that has to fit a small machine. Whatever goes wrong leaves
// them where they are.
func dropProgramPages() {
	self, err := os.Executable()
	if err != nil {
		return
	}
	maps, err := os.Open("/proc/self/maps")
	if err != nil {
		return
	}
	defer func() { _ = maps.Close() }()
	for lines := bufio.NewScanner(maps); lines.Scan(); {
		f := strings.Fields(lines.Text())
		if len(f) < 6 || f[5] != self || strings.Contains(f[1], "w") {
			continue // what was written is not in the file
		}
		from, till, _ := strings.Cut(f[0], "-")
		a, errFrom := strconv.ParseUint(from, 16, 64)
		b, errTill := strconv.ParseUint(till, 16, 64)
		if errFrom == nil && errTill == nil && b > a {
			_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, uintptr(a), uintptr(b-a), syscall.MADV_DONTNEED)
		}
	}
}
