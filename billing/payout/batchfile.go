package payout

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"github.com/manyhands/manyhands/internal/money"
)

// payment is one line of a bank's batch.
type payment struct {
	Holder, Bank, AccountNo string
	Method                  string
	Net                     money.Amount
	Reference               string // it comes back in the bank's answer
}

var batchHead = []string{"序号", "收款方式", "收款人", "收款账号", "开户行", "金额", "币种", "附言"}

// batchFile is what a person uploads to the bank: CSV in UTF-8 with a mark at
// its head, so that a spreadsheet shows the characters too. The same payments
// are the same bytes.
func batchFile(payments []payment, currency string) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString("\uFEFF")
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	rows := [][]string{batchHead}
	for i, p := range payments {
		rows = append(rows, []string{
			strconv.Itoa(i + 1), p.Method, cell(p.Holder), cell(p.AccountNo), cell(p.Bank), money.Format(p.Net, money.Currency(currency)), currency, cell(p.Reference),
		})
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("write batch: %w", err)
	}
	return out.Bytes(), nil
}

// formula tells whether a spreadsheet would run text instead of showing it.
func formula(s string) bool {
	return s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(s)[0])
}

// cell is text that no spreadsheet runs.
func cell(s string) string {
	s = strings.NewReplacer("\r", " ", "\n", " ", "\t", " ").Replace(s)
	if formula(s) {
		return "'" + s
	}
	return s
}
