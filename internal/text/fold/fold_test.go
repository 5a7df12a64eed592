package fold

import (
	"testing"
	"unicode/utf8"
)

func TestDisguisesOfOneWordFoldToTheSameRunes(t *testing.T) {
	t.Parallel()
	// Law: what a reader sees as the same word is the same word to every engine.
	for _, c := range []struct{ in, want string }{
		{"微信", "微信"},
		{"ＷｅＣｈａｔ", "wechat"},
		{"保證 有效！", "保证有效"},
		{"加\u200b我\ufeff微⭐信", "加我微信"},
		{"①③⑧ ❶❸", "13813"},
		{"ⓥⓧ 𝓥𝐗 🅥🅧 🇻🇽", "vxvxvxvx"},
		{"ѵх", "vx"},
		{"100％", "100%"},
		{"➕V", "+v"},
		{"e\u0301", "e"},
		{"㊣⑴⒉", "正12"},
		{"發髮裏臺灣後麼", "发发里台湾后么"},
		{"\xff\xfe微", "微"},
		{"𠮷野家", "𠮷野家"},
	} {
		if got := String(c.in); got != c.want {
			t.Errorf("String(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestFoldingTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if once := Rune(r); Rune(once) != once {
			t.Fatalf("Rune(%U) = %U but Rune(%U) = %U", r, once, once, Rune(once))
		}
	}
}

func TestSkippedRunesAreThoseThatSayNothing(t *testing.T) {
	t.Parallel()
	for _, r := range " \t\n　，。！？-_*.·~\u200b\u200d\ufe0f\u2060\u00ad😀❤（）【】ㅤ" {
		if !IsSkip(r) {
			t.Errorf("%U is not skipped", r)
		}
	}
	for _, r := range "a1微+@%⑩é한𠮷の" {
		if IsSkip(r) {
			t.Errorf("%U is skipped", r)
		}
	}
	for _, r := range []rune{-1, utf8.MaxRune + 1, 1 << 30} {
		if !IsSkip(r) {
			t.Errorf("%d is no rune and must be skipped", r)
		}
	}
}

func TestPositionsCountCodePointsOfTheWrittenText(t *testing.T) {
	t.Parallel()
	got, pos := Append([]rune("x"), "😀加 微\u200b信")
	if string(got) != "x加微信" {
		t.Fatalf("folded %q", string(got))
	}
	want := []int32{-1, 1, 3, 5}
	for i, p := range pos {
		if p != want[i] {
			t.Errorf("pos[%d] = %d, want %d", i, p, want[i])
		}
	}
}

func FuzzAnyBytesFoldWithoutLosingTheirPlace(f *testing.F) {
	f.Add("加V：ｗｘ１２３😀")
	f.Add("\xff\xc0保證\x00")
	f.Fuzz(func(t *testing.T, s string) {
		got, pos := Append(nil, s)
		if String(s) != string(got) {
			t.Fatalf("String %q, Append %q", String(s), string(got))
		}
		runes := []rune(s)
		for i, p := range pos {
			if Rune(runes[p]) != got[i] {
				t.Fatalf("pos[%d] = %d does not hold %U", i, p, got[i])
			}
		}
	})
}

func BenchmarkString(b *testing.B) {
	s := "您好，请问這個訂單什麼時候發貨？我已经等了三天了，Thanks"
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		String(s)
	}
}
