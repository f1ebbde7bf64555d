// What every action gets and gives.
#pragma once

#include "emulator/json_writer.hpp"
#include "emulator/refusal.hpp"
#include "emulator/request/page_token.hpp"
#include "emulator/request/parameter_reader.hpp"
#include "emulator/state/cloud.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ecdsnap::emulator {

struct ActionCall {
    Cloud& cloud;
    const Parameters& parameters;
    ParameterReader& reader;
    std::string_view endpoint;  // host:port of this server
    const Fate& fate;           // of a snapshot, if the call makes one
    Instant now;                // true time
    JsonWriter& answer;         // inside the answer's object, after RequestId; dropped when the call is refused
};

struct Action {
    std::string_view name;
    std::optional<Refusal> (*perform)(ActionCall& call);
    bool reads;  // changes nothing
};

/// Every action that this emulator imitates.
std::span<const Action> all_actions();
const Action* find_action(std::string_view name);

/// The parameter RegionId, which every action has. Unset: refused, through the reader.
std::optional<RegionIndex> read_region(ActionCall& call);

/// The desktop of that id in that region. Unset: refused, through the reader.
std::optional<DesktopIndex> read_desktop(ActionCall& call, RegionIndex region, std::string_view id);

/// Reads NextToken. Unset: the first page, or refused, through the reader.
std::optional<PagePlace> read_next_token(ActionCall& call);

}  // namespace ecdsnap::emulator
