package app

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/text/classify"
)

var intentsCommand = command{
	name:    "intents",
	summary: "learn intents from phrasings and tell those of new questions",
	example: "manyhands intents --train t.jsonl --test q.jsonl --out p.jsonl --json",
	run:     runIntents,
}

// intentsReport is what --json prints.
type intentsReport struct {
	report
	Examples     int     `json:"examples"`
	Intents      int     `json:"intents"`
	TrainSeconds float64 `json:"train_seconds"`
	Questions    int     `json:"questions"`
	HandedOver   int     `json:"handed_over"`
	Refused      int     `json:"refused"`
}

func runIntents(_ context.Context, std stdio, fs *flag.FlagSet, args []string) error {
	began := clock.System{}.Now()
	trainFile := fs.String("train", "", `phrasings, `+"`file`"+`: {"text","intent"} a line or a table (.csv) with these columns; intent "none" marks what no intent covers`)
	testFile := fs.String("test", "", `questions, `+"`file`"+`: {"text"} a line or a .csv, other fields are copied through`)
	dial := fs.Float64("dial", 0, "hand over what would be answered with less than this `precision`, such as 0.95; 0 guesses whenever that pays")
	outside := fs.Float64("outside", 0.2, "`share` of the questions that no intent is expected to cover")
	giveUp := fs.Float64("give-up", 0.003, "`share` of right answers that may be lost so that what no intent covers is handed over")
	out := fs.String("out", "-", "`file` to write the answers to, one a line")
	asJSON := fs.Bool("json", false, "print a report: counts, training time")
	if err := parse(fs, args); err != nil {
		return err
	}
	if *dial < 0 || *dial >= 1 {
		return fmt.Errorf("--dial: expected 0 or a share under 1, got %v", *dial)
	}
	if *outside <= 0 || *outside >= 1 {
		return fmt.Errorf("--outside: expected a share between 0 and 1, got %v", *outside)
	}
	if *giveUp <= 0 || *giveUp >= 1 {
		return fmt.Errorf("--give-up: expected a share between 0 and 1, got %v", *giveUp)
	}
	run := intentsRun{std: std, strict: *dial > 0}
	if err := run.learn(*trainFile, classify.Options{Dial: *dial, OutOfScope: *outside, GiveUp: *giveUp}); err != nil {
		return err
	}
	if err := run.tell(*testFile, *out); err != nil {
		return err
	}
	if *asJSON {
		run.told.report = measured(began)
		if err := printReport(std, *out, run.told); err != nil {
			return err
		}
	}
	if n := run.told.Refused - mostRefusals; n > 0 {
		fmt.Fprintf(std.err, "manyhands intents: %d more rows were refused\n", n)
	}
	if run.told.Refused > 0 {
		return errNo
	}
	return nil
}

// intentsRun learns from one file and answers another.
type intentsRun struct {
	std    stdio
	model  *classify.Model
	strict bool // what is not surely right is handed over, not only guesses
	told   intentsReport
}

func (r *intentsRun) learn(file string, o classify.Options) error {
	in, err := openIn(r.std, file)
	if err != nil {
		return fmt.Errorf("--train: %w", err)
	}
	defer in.Close()
	rows, err := rowsOf(file, in, false)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	examples, refused, err := classify.ReadExamples(rows)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	for _, bad := range refused {
		r.refuse(file, bad)
	}
	began := clock.System{}.Now()
	if r.model, err = classify.Train(examples, o); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	r.told.TrainSeconds = clock.System{}.Now().Sub(began).Seconds()
	r.told.Examples, r.told.Intents = len(examples), len(r.model.Intents())
	return nil
}

func (r *intentsRun) tell(file, out string) error {
	in, err := openIn(r.std, file)
	if err != nil {
		return fmt.Errorf("--test: %w", err)
	}
	defer in.Close()
	rows, err := rowsOf(file, in, true)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return writeOut(r.std, out, func(w io.Writer) error {
		err := classify.ReadQuestions(rows, func(q classify.Question) error {
			began := clock.System{}.Now()
			p := r.model.Predict(q.Text)
			took := clock.System{}.Now().Sub(began)
			if r.strict && p.Decision != classify.Answer {
				p.Intent = classify.None
			}
			if p.Intent == classify.None {
				r.told.HandedOver++
			}
			r.told.Questions++
			return classify.WriteAnswer(w, q, p, took)
		}, func(bad classify.Refused) { r.refuse(file, bad) })
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		return nil
	})
}

// rowsOf reads a table (.csv) as rows; every other file has them already.
func rowsOf(file string, in io.Reader, others bool) (io.Reader, error) {
	if !strings.HasSuffix(strings.TrimSuffix(strings.ToLower(file), ".gz"), ".csv") {
		return in, nil
	}
	return classify.Rows(in, others)
}

// mostRefusals are told one by one; a file of another kind has thousands.
const mostRefusals = 20

func (r *intentsRun) refuse(file string, bad classify.Refused) {
	if r.told.Refused++; r.told.Refused > mostRefusals {
		return
	}
	fmt.Fprintf(r.std.err, "manyhands intents: %s, line %d: %v\n", file, bad.Line, bad.Err)
}
