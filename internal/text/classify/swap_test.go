package classify

import (
	"sync"
	"sync/atomic"
	"testing"
)

// Law: a brand is retrained while its shoppers write. Whoever asks meets the
// old model or the new one, whole, and is always answered.
func TestRetrainingInTheMiddleOfAPeakMissesNobody(t *testing.T) {
	t.Parallel()
	var live atomic.Pointer[Model]
	live.Store(trained(t))
	fresh := append(shopExamples(), Example{"你们支持花呗分期吗", "instalments"}, Example{"可以分期付款吗", "instalments"}, Example{"分期有手续费吗", "instalments"})
	over := make(chan struct{})
	var asking sync.WaitGroup
	for range 20 {
		asking.Go(func() {
			for {
				if p := live.Load().Predict("我要退款"); len(p.Top) == 0 || p.Top[0].Intent != "refund" {
					t.Errorf("got %+v in the middle of a retraining", p)
				}
				select {
				case <-over:
					return
				default:
				}
			}
		})
	}
	for range 3 {
		m, err := Train(fresh, Options{})
		if err != nil {
			t.Error(err)
			break
		}
		live.Store(m)
	}
	close(over)
	asking.Wait()
	if p := live.Load().Predict("能分期付款吗"); len(p.Top) == 0 || p.Top[0].Intent != "instalments" {
		t.Errorf("after the swap: %+v", p)
	}
}

// The curve that the page draws is the one that the gate decides by.
func TestTheCurveFallsInCoverageAndThePromiseStandsOnIt(t *testing.T) {
	t.Parallel()
	m := trained(t).WithDial(0.8)
	curve := m.Curve()
	if len(curve) < 5 {
		t.Fatalf("a curve of %d points", len(curve))
	}
	for i := 1; i < len(curve); i++ {
		if curve[i].Coverage > curve[i-1].Coverage+1e-9 || curve[i].Confidence < curve[i-1].Confidence {
			t.Fatalf("point %d: %+v after %+v", i, curve[i], curve[i-1])
		}
	}
	if at, kept := m.Promise(); kept && at.Precision < 0.8 {
		t.Errorf("kept at %+v", at)
	}
	right, tried := 0, 0
	for _, h := range m.HeldOut() {
		right, tried = right+h.Right, tried+h.Tried
	}
	if tried == 0 || right > tried {
		t.Errorf("%d of %d held-out phrasings right", right, tried)
	}
}

func TestOtherWordsAskTheSameInOtherWords(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"请问快递什么时候到？", "how do I return my order"} {
		got := OtherWords(text, 8)
		if len(got) < 4 {
			t.Errorf("%q: only %v", text, got)
		}
		for _, other := range got {
			if other == text || other == "" {
				t.Errorf("%q gave %q", text, other)
			}
		}
	}
	if got := OtherWords("🙂", 8); len(got) != 0 {
		t.Errorf("an emoji gave %v", got)
	}
}
