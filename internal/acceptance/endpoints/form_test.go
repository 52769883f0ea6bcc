package endpoints

import (
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

func TestEachCallSendsExactlyItsGoldenForm(t *testing.T) {
	t.Parallel()
	for _, golden := range kit.GoldenForms {
		t.Run(golden.Method, func(t *testing.T) {
			t.Parallel()
			row := kit.EndpointOf(t, golden.Method)
			want := url.Values{}
			if row.Keys == kit.OneKey || row.Keys == kit.TwoKeys {
				want.Set("apiKey", kit.APIKey)
			}
			if row.Keys == kit.TheirKey || row.Keys == kit.TwoKeys {
				want.Set("partnerKey", kit.PartnerKey)
			}
			for line := range strings.Lines(golden.Form) {
				name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
				want.Add(name, value)
			}
			service := kit.RespondWith(kit.ResponseToAll)
			_, err := kit.CallByName(t.Context(), kit.Client(t, service), golden.Method, golden.Params)
			require.NoError(t, err)
			assert.Equal(t, want, service.Only(t).Form(t))
		})
	}
}

// The name of a parameter that is in no golden form might be misspelled.
func TestEveryParameterIsInAGoldenForm(t *testing.T) {
	t.Parallel()
	given := map[reflect.Type]map[string]bool{}
	for _, golden := range kit.GoldenForms {
		v := reflect.ValueOf(golden.Params)
		if given[v.Type()] == nil {
			given[v.Type()] = map[string]bool{}
		}
		for field, value := range v.Fields() {
			if !value.IsZero() {
				given[v.Type()][field.Name] = true
			}
		}
	}
	for method := range reflect.TypeFor[*janrain.Client]().Methods() {
		if method.Type.NumIn() != 3 || method.Type.In(2).Kind() != reflect.Struct {
			continue // no params, or an interface (see partner_test.go)
		}
		for field := range method.Type.In(2).Fields() {
			assert.True(t, given[method.Type.In(2)][field.Name],
				"no golden form has %s.%s", method.Type.In(2), field.Name)
		}
	}
}
