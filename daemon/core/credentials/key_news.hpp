// What an account's key is doing, for people: nothing here can sign anything.
#pragma once

#include "core/events/event.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ecdsnap::core {

struct KeyState {
    std::string key_id;                // as shown_key_id() shows it; empty: there has been none yet
    std::string source;                // "environment", "profile default of …"; empty without a key
    bool temporary = false;            // it is used with a security token
    std::optional<WallTime> expires;   // nullopt: not known to
    std::optional<WallTime> since;     // when it was read or fetched
    std::string problem;               // of the last attempt to get one; empty: it came through
    std::optional<WallTime> next_try;  // valid with a problem
};

struct KeyNews {
    enum class What : std::uint8_t {
        failed,     // no newer key could be got; whether the old one still serves the state's `expires` tells
        expired,    // so it went on until the old one had expired
        restored,   // after `failed`
        changed,    // another key than before, by a person's hand: a file was replaced
        refreshed,  // the next of the temporary keys that a service hands out
    };
    What what = What::refreshed;
    KeyState state;
    std::string before;  // the id of the key that went; empty: there was none
};

// Enough of an id to find it in a list of keys: "LTAI****wxyz". Ids are no secrets, but nobody needs all of one.
std::string shown_key_id(std::string_view id);

Event key_event(const std::string& account, const KeyNews& news, WallTime now);

}  // namespace ecdsnap::core
