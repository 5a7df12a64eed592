package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"strings"
	"unicode"

	"github.com/manyhands/manyhands/internal/text/classify"
	"github.com/manyhands/manyhands/internal/text/fold"
	"github.com/mozillazg/go-pinyin"
)

// readSounds reads which characters sound alike, tone aside: a list that is
// not the one the product learns its copies from.
func readSounds(file string) (map[rune][]rune, error) {
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	out := map[rune][]rune{}
	for sc := bufio.NewScanner(f); sc.Scan(); {
		fields := strings.Split(sc.Text(), "\t")
		of := []rune(fields[0])
		if len(of) != 1 {
			continue
		}
		for _, r := range strings.Join(fields[1:], "") {
			if unicode.Is(unicode.Han, r) {
				out[of[0]] = append(out[of[0]], r)
			}
		}
	}
	return out, nil
}

type spoil func(text string, rng *rand.Rand) string

// eachHan changes the characters that pick chooses.
func eachHan(text string, pick func(i int) bool, change func(r rune) string) string {
	var b strings.Builder
	i := 0
	for _, r := range text {
		if unicode.Is(unicode.Han, r) {
			if pick(i) {
				b.WriteString(change(r))
				i++
				continue
			}
			i++
		}
		b.WriteRune(r)
	}
	return b.String()
}

func han(text string) (n int) {
	for _, r := range text {
		if unicode.Is(unicode.Han, r) {
			n++
		}
	}
	return n
}

func homophones(same map[rune][]rune, share float64) spoil {
	return func(text string, rng *rand.Rand) string {
		one := rng.IntN(max(han(text), 1))
		return eachHan(text, func(i int) bool { return i == one || share > 0 && rng.Float64() < share }, func(r rune) string {
			if s := same[r]; len(s) > 0 {
				return string(s[rng.IntN(len(s))])
			}
			return string(r)
		})
	}
}

// every20 replaces one character in five and none for certain.
func every20(same map[rune][]rune) spoil {
	return func(text string, rng *rand.Rand) string {
		return eachHan(text, func(int) bool { return rng.Float64() < 0.2 }, func(r rune) string {
			if s := same[r]; len(s) > 0 {
				return string(s[rng.IntN(len(s))])
			}
			return string(r)
		})
	}
}

func spelled(text string, rng *rand.Rand) string {
	one := rng.IntN(max(han(text), 1))
	return eachHan(text, func(i int) bool { return i == one }, func(r rune) string {
		if p := pinyin.SinglePinyin(r, pinyin.NewArgs()); len(p) > 0 {
			return p[0]
		}
		return string(r)
	})
}

func dropped(text string, rng *rand.Rand) string {
	rs := []rune(text)
	if len(rs) < 4 {
		return text
	}
	i := rng.IntN(len(rs))
	return string(rs[:i]) + string(rs[i+1:])
}

func swapped(text string, rng *rand.Rand) string {
	rs := []rune(text)
	if len(rs) < 4 {
		return text
	}
	i := rng.IntN(len(rs) - 1)
	rs[i], rs[i+1] = rs[i+1], rs[i]
	return string(rs)
}

func fillers(text string, rng *rand.Rand) string {
	before := []string{"那个 ", "嗯嗯 ", "老板 ", "不好意思问下，", "哈喽 "}
	after := []string{"哈哈", "呀", "谢啦", "？？", "急！"}
	return before[rng.IntN(len(before))] + text + after[rng.IntN(len(after))]
}

// wide writes Latin letters and digits full width and puts a space between
// every two characters.
func wide(text string, _ *rand.Rand) string {
	var b strings.Builder
	for _, r := range text {
		if r > ' ' && r < 0x7f {
			r += 0xFEE0
		}
		b.WriteRune(r)
		b.WriteByte(' ')
	}
	return b.String()
}

// traditional is the text in the traditional characters that fold knows.
func traditional() spoil {
	back := map[rune]rune{}
	for r := rune(0x4E00); r < 0x9FA6; r++ {
		if c := fold.Rune(r); c != r && c != fold.Skip {
			if _, taken := back[c]; !taken {
				back[c] = r
			}
		}
	}
	return func(text string, _ *rand.Rand) string {
		return strings.Map(func(r rune) rune {
			if t, ok := back[r]; ok {
				return t
			}
			return r
		}, text)
	}
}

func typos(n int) spoil {
	return func(text string, rng *rand.Rand) string {
		for range n {
			b := []byte(text)
			if len(b) < 6 {
				return text
			}
			i := 1 + rng.IntN(len(b)-2)
			switch rng.IntN(4) {
			case 0:
				b = append(b[:i], b[i+1:]...)
			case 1:
				b[i], b[i+1] = b[i+1], b[i]
			case 2:
				b[i] = byte('a' + rng.IntN(26))
			default:
				b = append(b[:i], append([]byte{byte('a' + rng.IntN(26))}, b[i:]...)...)
			}
			text = string(b)
		}
		return text
	}
}

// noise: the best intent right when the unseen messages are spoiled.
func noise(s sets, chinese []classify.Example) error {
	if len(s.sameSound) > 0 {
		names := []string{"clean", "one homophone", "20 % homophones", "one spelled in letters", "one dropped", "two swapped", "fillers", "traditional", "full width, spaced"}
		with := []spoil{nil, homophones(s.sameSound, 0), every20(s.sameSound), spelled, dropped, swapped, fillers, traditional(), wide}
		if err := spoiled("the shipped brand, Chinese (goal: at most 1.5 lost at 20 %)", inScope(chinese), 5, names, with); err != nil {
			return err
		}
		fmt.Println()
	}
	return spoiled("BANKING77", s.bank, 5, []string{"clean", "1 typo", "2 typos", "4 typos"}, []spoil{nil, typos(1), typos(2), typos(4)})
}

// draws is how often each slip is drawn anew: with three of them a column moved by
// a quarter of a point.
const draws = 10

func spoiled(name string, rows []classify.Example, folds int, names []string, with []spoil) error {
	if len(rows) == 0 {
		return nil
	}
	sums := make([]float64, len(with))
	for k := range folds {
		tr, te := parted(rows, folds, k)
		m, err := quick(tr)
		if err != nil {
			return err
		}
		for i, w := range with {
			rng := rand.New(rand.NewPCG(uint64(k), uint64(i)))
			bad := te
			if w != nil {
				bad = nil
				for range draws {
					for _, e := range te {
						bad = append(bad, classify.Example{Text: w(e.Text, rng), Intent: e.Intent})
					}
				}
			}
			sums[i] += right(m, bad) / float64(folds)
		}
	}
	fmt.Printf("| %s | %s |\n|---%s|\n|", name, strings.Join(names, " | "), strings.Repeat("|---", len(names)))
	fmt.Print(" best intent right |")
	for _, v := range sums {
		fmt.Printf(" %.1f |", 100*v)
	}
	fmt.Println()
	return nil
}

func lines(raw []byte) (out [][]byte) {
	for l := range bytes.Lines(raw) {
		if l = bytes.TrimSpace(l); len(l) > 0 {
			out = append(out, l)
		}
	}
	return out
}
