// Opens connections shortly before a slot is due, so that its first calls do not wait for handshakes.
#pragma once

#include "core/settings.hpp"
#include "core/time.hpp"
#include "ports/status_view.hpp"

#include <cstddef>
#include <optional>

namespace ecdsnap::app {

// A create takes no connection that was idle for more than five seconds (adapters/ecd/signed_call.cpp).
inline constexpr core::Millis warm_ahead = std::chrono::seconds{4};

// How many connections a site's slot keeps busy where an answer takes half a second: no more than may be in flight,
// than there are desktops, or than the rate gives work to. 0: nothing will be sent there.
std::size_t connections_for(const ports::SiteStatus& site, const core::SiteLimits& limits);

class WarmUp {
public:
    struct Step {
        bool now = false;      // open them
        core::Millis wait{0};  // until the next step; at least a second
    };

    // What to do at `status.now`. Each due instant is warmed for once.
    Step step(const ports::Status& status);

private:
    std::optional<core::SlotInstant> warmed_for_;
};

}  // namespace ecdsnap::app
