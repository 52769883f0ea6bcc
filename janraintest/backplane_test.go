package janraintest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestBackplaneBusesAreStored(t *testing.T) {
	a := firstApp(t)
	buses := func() any { return a.do(t, "get_backplane_properties", "")["backplane_servers"] }
	assert.Equal(t, texts(), buses())
	a.do(t, "set_backplane_properties", "server=bp.example&bus=b&username=u&password=p")
	assert.Equal(t, []any{map[string]any{"server": "bp.example", "bus": "b", "version": "v1", "username": "u", "password": "p"}}, buses())
	a.do(t, "set_backplane_properties", "server=bp.example&bus=b&version=v2&username=u&password=q")
	assert.Len(t, buses(), 1, "a bus must be listed once")
	made := a.do(t, "partner/app/add_bp_bus", "")["backplane_servers"]
	assert.Len(t, made, 1)
	a.do(t, "set_backplane_properties", "server=bp.example&bus=b&remove=true")
	assert.Equal(t, made, buses())
}
