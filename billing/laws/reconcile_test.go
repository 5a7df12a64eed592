package laws_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/manyhands/manyhands/billing/till"
)

// Law (24): restored from a backup that is older than what the gateway knows,
// the comparison finds all that is missing here, and a void there is a task.
func TestARestoredBackupIsMissingNothingUnseen(t *testing.T) {
	t.Parallel()
	o := setupOnline(t)
	v := o.issued()
	for i := range 5 {
		if err := o.Prepay(t.Context(), o.brand, 500, fmt.Sprint("bank ", i)); err != nil {
			t.Fatal(err)
		}
	}
	o.work()
	from, to := at.Add(-72*time.Hour), o.clock.Now().Add(time.Hour)
	if r, err := o.desk.Reconcile(t.Context(), from, to); err != nil || r.Differs != 0 || r.Listed != 7 || r.Checked != 7 {
		t.Fatalf("got %+v, %v; want seven things and no difference", r, err)
	}
	post(t, o.there.URL+"/v1/invoices/"+callOf(o.invoice(v.ID), "publish").Provider+"/void")
	if _, err := o.pool.Exec(t.Context(), "DELETE FROM billing.gateway_op WHERE op = 'wallet'; DELETE FROM billing.gateway_object WHERE kind = 'wallet'"); err != nil {
		t.Fatal(err)
	}
	r, err := o.desk.Reconcile(t.Context(), from, to)
	if err != nil || r.Differs != 6 {
		t.Fatalf("got %+v, %v; want five that are missing here and one that is void there", r, err)
	}
	kinds := map[string]int{}
	open, err := o.desk.Differences(t.Context(), "open", 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range open {
		kinds[d.Kind]++
	}
	if kinds["missing_here"] != 5 || kinds["status"] != 1 {
		t.Errorf("got %v", kinds)
	}
	if err := o.desk.Resolve(t.Context(), open[0].ID, o.finance, " "); !errors.Is(err, till.ErrNote) {
		t.Errorf("got %v; want a note", err)
	}
	for range 2 { // found again it stays one task, and answered it stays answered
		err = o.desk.Resolve(t.Context(), open[0].ID, o.finance, "entered by hand")
		if _, again := o.desk.Reconcile(t.Context(), from, to); again != nil {
			t.Fatal(again)
		}
	}
	if !errors.Is(err, till.ErrDifferenceEnded) {
		t.Errorf("got %v; want one ending", err)
	}
	if left, err := o.desk.Differences(t.Context(), "open", 100); err != nil || len(left) != 5 {
		t.Errorf("got %d open, %v; want 5", len(left), err)
	}
}

func post(t *testing.T, url string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(nil))
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("got %v, %v", res, err)
	}
	_ = res.Body.Close()
}

// Law: what was answered with an id and is not there any more is a task.
func TestWhatIsGoneThereIsATask(t *testing.T) {
	t.Parallel()
	o := setupOnline(t)
	v := o.issued()
	o.work()
	o.there.Forget(callOf(o.invoice(v.ID), "publish").Provider)
	r, err := o.desk.Reconcile(t.Context(), at.Add(-72*time.Hour), o.clock.Now().Add(time.Hour))
	if err != nil || r.Differs != 1 {
		t.Fatalf("got %+v, %v", r, err)
	}
	open, err := o.desk.Differences(t.Context(), "open", 10)
	if err != nil || len(open) != 1 || open[0].Kind != "missing_there" {
		t.Errorf("got %+v, %v", open, err)
	}
}

// Law: a night is compared once, by whichever copy comes first, and a day that
// was missed is not forgotten.
func TestANightIsComparedOnce(t *testing.T) {
	t.Parallel()
	o := setupOnline(t)
	for range 3 {
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if err := o.desk.Tick(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		o.later(24 * time.Hour)
	}
	o.later(72 * time.Hour)
	if err := o.desk.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	runs, err := o.desk.Runs(t.Context(), 10)
	if err != nil || len(runs) != 4 {
		t.Fatalf("got %d runs, %v; want 4", len(runs), err)
	}
	for i := range runs[1:] {
		if !runs[i].From.Equal(runs[i+1].Till) {
			t.Errorf("between %s and %s nobody looked", runs[i+1].Till, runs[i].From)
		}
	}
}
