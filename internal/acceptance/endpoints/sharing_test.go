package endpoints

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
	"github.com/janrain-go/janrain/janraintest"
)

var sharingResponses = []recordedResponse{
	{"analytics_access/ok", "AnalyticsAccess", &janrain.AnalyticsAccess{
		URL: "https://rpxnow.com/export?access_token=acce5500acce5500&start=01/31/2026&end=02/28/2026&api=true",
	}},
	{"get_backplane_properties/one", "BackplaneProperties", &janrain.BackplaneServers{Servers: []janrain.BackplaneServer{
		{Server: "backplane.example.com", Bus: "shop", Version: "v1.2", Username: "shop-bus", Password: "pa55-00-pa55"},
	}}},
	{"app_add_bp_bus/unknown", "AddBackplaneBus", &janrain.BackplaneServers{
		Extra: kit.Extra{"bus": kit.Raw(`"shop-2"`), "owner": kit.Raw(`{"username":"shop-bus-2"}`)},
	}},
	{"sharing_broadcast/ok", "ShareBroadcast", &janrain.ShareResponse{Response: janrain.ShareResults{
		Provider: janrain.ProviderTwitter, Mode: "broadcast", Success: true, Results: []janrain.ShareResult{{Success: true, Share: janrain.Share{
			Message: "A hat", Title: "Hats", URL: "https://shop.example.com/hat", Image: "https://shop.example.com/hat.png", Media: "none",
			ActionLink: &janrain.ActionLink{Name: "Buy", Link: "https://shop.example.com/buy"},
		}}},
	}}},
	{"sharing_direct/refused", "ShareDirect", &janrain.ShareResponse{Response: janrain.ShareResults{
		Provider: janrain.ProviderLinkedIn, Mode: "direct", RecipientIDs: []string{"abc", "def"}, Extra: kit.Extra{"success": kit.Raw("false")},
		Results: []janrain.ShareResult{
			{Success: true, RecipientID: "abc", MessageID: "m-1", Share: janrain.Share{Message: "A hat"}},
			{RecipientID: "def", Extra: kit.Extra{"success": kit.Raw("false")}},
		},
	}}},
	{"get_share_count/unknown", "ShareCount", &janrain.Response{Extra: kit.Extra{"count": kit.Raw(`{"twitter":3,"facebook":4}`)}}},
	{"auth_infos/unknown", "AuthInfos", &janrain.Response{Extra: kit.Extra{
		"auth_infos": kit.Raw(`[{"profile":{"identifier":"http:\/\/two.openid.example.org\/","providerName":"Other"}}]`),
	}}},
}

func TestSharingResponsesAreDecodedTolerantly(t *testing.T) {
	t.Parallel()
	text := `{"stat":"ok","response":{"success":"true","recipientIds":7,"results":{"success":1,"share":{"actionLink":[],"media":[{"type":"image"}]}}}}`
	answer, err := kit.CallOn(t, "ShareDirect", []byte(text))
	require.NoError(t, err)
	response := answer.(*janrain.ShareResponse).Response
	assert.True(t, response.Success)
	assert.Equal(t, []string{"7"}, response.RecipientIDs)
	require.Len(t, response.Results, 1)
	assert.True(t, response.Results[0].Success)
	assert.Nil(t, response.Results[0].Share.ActionLink)
	assert.JSONEq(t, text, kit.Marshal(t, answer), "the value must be kept unchanged")
}

func TestBackplaneServersAreStored(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	client := srv.Client()
	params := janrain.SetBackplanePropertiesParams{Server: "bp.example", Bus: "shop", Username: "u", Password: "p"}
	require.NoError(t, client.SetBackplaneProperties(t.Context(), params))
	servers, err := client.BackplaneProperties(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []janrain.BackplaneServer{{Server: "bp.example", Bus: "shop", Version: "v1", Username: "u", Password: "p"}}, servers.Servers)
	require.NoError(t, client.SetBackplaneProperties(t.Context(), janrain.SetBackplanePropertiesParams{Server: "bp.example", Bus: "shop", Remove: true}))
	servers, err = client.BackplaneProperties(t.Context())
	require.NoError(t, err)
	assert.Empty(t, servers.Servers)
}

// The vendor's page for auth_infos shows no response, so the caller gets it as raw JSON.
func TestUntypedResponsesAreReturnedAsRawJSON(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	answer, err := srv.Client().AuthInfos(t.Context(), janrain.AuthInfosParams{Tokens: []string{kit.Issued(srv), kit.Issued(srv)}})
	require.NoError(t, err)
	var infos []janrain.AuthInfo
	require.NoError(t, json.Unmarshal(answer.Extra["auth_infos"], &infos))
	require.Len(t, infos, 2)
	assert.Equal(t, kit.KnownUser, infos[0].Profile.Identifier)
}

func TestAnalyticsOfOneDay(t *testing.T) {
	t.Parallel()
	service := kit.RespondWith(kit.ResponseToAll)
	_, err := kit.Client(t, service).AnalyticsAccess(t.Context(), janrain.AnalyticsAccessParams{
		Start: time.Date(2026, 1, 31, 18, 0, 0, 0, time.UTC), End: kit.Day(1, 31),
	})
	require.NoError(t, err, "only the day of a time may be sent")
	assert.Equal(t, "01/31/2026", service.Only(t).Form(t).Get("end"))
}

// An activity is written by the user. It is sent, but never printed.
func TestAnActivityIsNotPrinted(t *testing.T) {
	t.Parallel()
	activity := janrain.Activity{
		URL: "https://canary.example/", Action: "canary", Comment: "canary", ActionLinks: []janrain.ActivityLink{{Text: "canary", Href: "https://canary.example/"}},
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "activity", activity, "link", activity.ActionLinks[0])
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&log, verb+verb+verb, activity, &activity, activity.ActionLinks[0])
	}
	assert.NotContains(t, log.String(), "canary")
	assert.NotContains(t, log.String(), fmt.Sprintf("%x", "canary"))
	assert.Contains(t, log.String(), "janrain.Activity{[redacted]}", "the type must be printed")
}
