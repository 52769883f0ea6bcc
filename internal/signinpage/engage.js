// Stands in for the widget's script: an element with the class janrainEngage
// opens the sign-in page, one with the id janrainEngageEmbed holds it.
(function () {
	var server = new URL(document.currentScript.src).origin;
	function address(path) {
		return server + path + "?token_url=" + encodeURIComponent(window.janrain.settings.tokenUrl);
	}
	function start() {
		document.querySelectorAll(".janrainEngage").forEach(function (element) {
			element.addEventListener("click", function (event) {
				event.preventDefault();
				window.location.assign(address("/openid/v2/signin"));
			});
		});
		var place = document.getElementById("janrainEngageEmbed");
		if (place) {
			var frame = document.createElement("iframe");
			frame.src = address("/openid/embed");
			frame.title = "Sign in";
			frame.width = 400;
			frame.height = 240;
			place.appendChild(frame);
		}
	}
	(function wait() {
		if (window.janrain && window.janrain.ready) {
			start();
		} else {
			window.setTimeout(wait, 20);
		}
	})();
})();
