package app

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template"

	"gopkg.in/yaml.v3"

	"github.com/manyhands/manyhands/api"
	"github.com/manyhands/manyhands/internal/config"
)

const deploy = "../../deploy"

// What the files of deploy say holds: every setting that they name is one of
// the program's, and every path is answered.
func TestDeployNamesOnlySettingsThatThereAre(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, s := range config.Settings() {
		known[s.Name] = true
	}
	named := 0
	for file, docs := range deployed(t) {
		for _, name := range settingsIn(docs) {
			named++
			if !known[name] {
				t.Errorf("%s sets %s, which is no setting", file, name)
			}
		}
	}
	text, err := os.ReadFile(filepath.Join(deploy, "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range regexp.MustCompile(`\b(MANYHANDS_\w+)=`).FindAllStringSubmatch(string(text), -1) {
		named++
		if !known[name[1]] {
			t.Errorf("Dockerfile sets %s, which is no setting", name[1])
		}
	}
	if named < 20 {
		t.Errorf("only %d settings were found: the test reads past them", named)
	}
}

// A copy is asked for its health where it tells it.
func TestDeployAsksForPathsThatAnswer(t *testing.T) {
	t.Parallel()
	app := api.New(api.Doors{Log: slog.New(slog.DiscardHandler)})
	asked := map[string]bool{}
	for file, docs := range deployed(t) {
		for _, path := range pathsIn(docs) {
			asked[path] = true
			res, err := app.Test(httptest.NewRequest(http.MethodGet, path, nil), -1)
			if err != nil {
				t.Fatal(err)
			}
			_ = res.Body.Close() // nothing is read of it
			if res.StatusCode != http.StatusOK {
				t.Errorf("%s asks for %s, answered %d", file, path, res.StatusCode)
			}
		}
	}
	for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
		if !asked[path] {
			t.Errorf("nobody asks for %s", path)
		}
	}
}

// The chart's objects find one another: the service its copies, the entrance
// its service, a copy its volumes.
func TestDeployChartHoldsTogether(t *testing.T) {
	t.Parallel()
	kinds := map[string]map[string]any{}
	for _, docs := range deployed(t) {
		for _, d := range docs {
			if kind, ok := d["kind"].(string); ok {
				kinds[kind] = d
			}
		}
	}
	for _, kind := range []string{"Deployment", "Service", "PodDisruptionBudget", "Ingress"} {
		if kinds[kind] == nil {
			t.Fatalf("the chart makes no %s", kind)
		}
	}
	labels := fmt.Sprint(at(kinds["Deployment"], "spec", "template", "metadata", "labels"))
	for what, chosen := range map[string]any{
		"service": at(kinds["Service"], "spec", "selector"), "deployment": at(kinds["Deployment"], "spec", "selector", "matchLabels"),
		"budget": at(kinds["PodDisruptionBudget"], "spec", "selector", "matchLabels"),
	} {
		if fmt.Sprint(chosen) != labels {
			t.Errorf("the %s chooses %v, the copies are %v", what, chosen, labels)
		}
	}
	if name := at(kinds["Service"], "metadata", "name"); !strings.Contains(fmt.Sprint(at(kinds["Ingress"], "spec", "rules")), fmt.Sprintf("name:%v", name)) {
		t.Errorf("the entrance does not lead to the service %v", name)
	}
	volumes := fmt.Sprint(at(kinds["Deployment"], "spec", "template", "spec", "volumes"))
	for _, name := range []string{"name:data", "name:tmp"} {
		if !strings.Contains(volumes, name) {
			t.Errorf("no volume %s in %s", name, volumes)
		}
	}
}

// deployed reads every YAML file of deploy; a template as Helm would fill it,
// with all that can be switched on.
func deployed(t *testing.T) map[string][]map[string]any {
	t.Helper()
	out := map[string][]map[string]any{}
	values := parsed(t, "manyhands/values.yaml", mustRead(t, "manyhands/values.yaml"))[0]
	at(values, "ingress").(map[string]any)["enabled"] = true
	at(values, "ingress").(map[string]any)["tlsSecret"] = "certificate"
	templates, err := filepath.Glob(filepath.Join(deploy, "manyhands/templates/*.yaml"))
	if err != nil || len(templates) == 0 {
		t.Fatalf("no templates: %v", err)
	}
	for _, file := range templates {
		name := "manyhands/templates/" + filepath.Base(file)
		page, err := template.New(name).Funcs(helm).Option("missingkey=error").Parse(mustRead(t, name))
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := page.Execute(&b, map[string]any{"Values": values, "Release": map[string]any{"Name": "peak"}}); err != nil {
			t.Fatal(err)
		}
		out[name] = parsed(t, name, b.String())
	}
	for _, name := range []string{"compose.yaml", "manyhands/Chart.yaml"} {
		out[name] = parsed(t, name, mustRead(t, name))
	}
	return out
}

// helm are those of Helm's functions that the chart uses.
var helm = template.FuncMap{
	"quote": func(v any) string { return fmt.Sprintf("%q", fmt.Sprint(v)) },
	"toYaml": func(v any) (string, error) {
		b, err := yaml.Marshal(v)
		return strings.TrimSuffix(string(b), "\n"), err
	},
	"nindent": func(n int, s string) string {
		return "\n" + strings.Repeat(" ", n) + strings.ReplaceAll(s, "\n", "\n"+strings.Repeat(" ", n))
	},
}

func mustRead(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(deploy, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func parsed(t *testing.T, name, text string) []map[string]any {
	t.Helper()
	var docs []map[string]any
	for in := yaml.NewDecoder(strings.NewReader(text)); ; {
		var d map[string]any
		err := in.Decode(&d)
		if errors.Is(err, io.EOF) {
			return docs
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		docs = append(docs, d)
	}
}

// at goes down from one key to the next; nil where one is missing.
func at(v any, keys ...string) any {
	for _, k := range keys {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[k]
	}
	return v
}

// settingsIn are the names under every env and environment of our own copies.
func settingsIn(docs []map[string]any) []string {
	var names []string
	everywhere(docs, func(m map[string]any) {
		if list, ok := m["env"].([]any); ok {
			for _, e := range list {
				names = append(names, fmt.Sprint(at(e, "name")))
			}
		}
		if set, ok := m["environment"].(map[string]any); ok && m["image"] == "manyhands" {
			for name := range set {
				names = append(names, name)
			}
		}
	})
	return names
}

// pathsIn are those that somebody asks a copy for by itself.
func pathsIn(docs []map[string]any) []string {
	var paths []string
	everywhere(docs, func(m map[string]any) {
		if get, ok := m["httpGet"]; ok {
			paths = append(paths, fmt.Sprint(at(get, "path")))
		}
		if path, ok := m["prometheus.io/path"]; ok {
			paths = append(paths, fmt.Sprint(path))
		}
	})
	return slices.Compact(slices.Sorted(slices.Values(paths)))
}

func everywhere[T any](v T, see func(map[string]any)) {
	switch v := any(v).(type) {
	case []map[string]any:
		for _, x := range v {
			everywhere(x, see)
		}
	case []any:
		for _, x := range v {
			everywhere(x, see)
		}
	case map[string]any:
		see(v)
		for _, x := range v {
			everywhere(x, see)
		}
	}
}
