package paper

import (
	"fmt"
	"io"

	"github.com/manyhands/manyhands/internal/money"
)

// TaxRequest is one tax invoice that a licensed channel is asked to issue.
type TaxRequest struct {
	ID       string
	Kind     string // blue or red
	Document string // ours
	Blue     string // the number that a red one takes back
	Buyer    Party
	Currency money.Currency
	Net      money.Amount
	Tax      money.Amount
	TaxBP    int
}

// The channel's columns; their names are Chinese, as its screens are.
var taxHeads = []string{"请求编号", "类型", "账单编号", "对应蓝字发票号码", "购方名称", "购方税号", "购方地址电话", "购方开户行及账号", "项目名称", "币种", "不含税金额", "税率", "税额", "价税合计"}

// TaxRequestsCSV writes requests for tax invoices.
func TaxRequestsCSV(w io.Writer, asked []TaxRequest) error {
	return writeCSV(w, taxHeads, func(put func([]string) error) error {
		for _, r := range asked {
			kind := "蓝字"
			if r.Kind == "red" {
				kind = "红字"
			}
			err := put([]string{
				Cell(r.ID), kind, Cell(r.Document), text(r.Blue), Cell(r.Buyer.Name), text(r.Buyer.TaxID), Cell(join(r.Buyer.Address, r.Buyer.Phone)),
				Cell(join(r.Buyer.Bank, r.Buyer.Account)), "*信息技术服务*客户服务费", string(r.Currency), money.Format(r.Net, r.Currency),
				fmt.Sprintf("%d.%02d%%", r.TaxBP/100, r.TaxBP%100), money.Format(r.Tax, r.Currency), money.Format(r.Net+r.Tax, r.Currency),
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// text keeps a long run of digits from being read as a number and rounded: a
// tab before it makes every spreadsheet take it as text.
func text(digits string) string {
	if digits == "" {
		return ""
	}
	return "\t" + Cell(digits)
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}
