package main

import (
	"reflect"
	"slices"
	"strings"

	"github.com/janrain-go/janrain"
)

// supported are the providers of the vendor's pages of app/set_properties and app/get_properties. The
// library leaves it to the service to refuse others, where a slip in a file
// would be found no sooner than when it is sent.
var supported = []janrain.Provider{
	janrain.ProviderFacebook, janrain.ProviderFoursquare, janrain.ProviderGoogle, janrain.ProviderLinkedIn,
	janrain.ProviderLiveID, janrain.ProviderMixi, janrain.ProviderMySpace, janrain.ProviderOrkut,
	janrain.ProviderPayPal, janrain.ProviderRenRen, janrain.ProviderSalesforce, janrain.ProviderSinaWeibo,
	janrain.ProviderSoundCloud, janrain.ProviderTumblr, janrain.ProviderTwitter, janrain.ProviderYahoo,
}

// newProperties returns a pointer to the struct of a supported provider.
func newProperties(provider janrain.Provider) janrain.ProviderProperties {
	switch provider {
	case janrain.ProviderFacebook:
		return &janrain.FacebookProperties{}
	case janrain.ProviderLiveID:
		return &janrain.LiveIDProperties{}
	case janrain.ProviderPayPal:
		return &janrain.PayPalProperties{}
	case janrain.ProviderYahoo:
		return &janrain.YahooProperties{}
	}
	return &janrain.ConsumerProperties{Provider: provider}
}

// A property is a field of one of the library's structs.
type property struct {
	name     string // on the wire
	field    reflect.Value
	secret   bool
	required bool
}

// propertiesOf reads the tags of a struct, so that the names in the file are
// the library's. A secret is what is checked as a key there, and not marked to
// be printed.
func propertiesOf(properties janrain.ProviderProperties) []property {
	v := reflect.ValueOf(properties).Elem()
	var all []property
	for sf, field := range v.Fields() {
		if field.Type() == reflect.TypeFor[janrain.Provider]() {
			continue // the key in the file, not a property
		}
		name, _, _ := strings.Cut(sf.Tag.Get("url"), ",")
		checks := strings.Split(sf.Tag.Get("check"), ",")
		all = append(all, property{
			name:     name,
			field:    field,
			secret:   slices.Contains(checks, "key") && sf.Tag.Get("print") == "",
			required: slices.Contains(checks, "required"),
		})
	}
	return all
}

func named(all []property, name string) (property, bool) {
	i := slices.IndexFunc(all, func(p property) bool { return p.name == name })
	if i < 0 {
		return property{}, false
	}
	return all[i], true
}

func namesOf(all []property) []string {
	names := make([]string, len(all))
	for i, p := range all {
		names[i] = p.name
	}
	return names
}

// near returns the one of names that differs from name in letter case,
// underscores and dashes only, or "".
func near(name string, names []string) string {
	plain := strings.NewReplacer("_", "", "-", "").Replace
	i := slices.IndexFunc(names, func(n string) bool { return strings.EqualFold(plain(n), plain(name)) })
	if i < 0 {
		return ""
	}
	return names[i]
}
