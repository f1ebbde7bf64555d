// What is told of a command that changes something: who, what, from where, and whether it was done.
#pragma once

#include "adapters/control/control_answer.hpp"
#include "adapters/control/request_route.hpp"
#include "core/events/event.hpp"
#include "core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <sys/types.h>

namespace ecdsnap::adapters {

// "root", "uid 1000 (alice)", "uid 70000".
std::string name_of(const Peer& peer);

// `route` is one of those that change something. `untold`: as many of the same sender were refused and not told before.
core::Event audit_event(const Route& route, const Peer& peer, const ControlReply& reply, std::uint64_t untold = 0);

// Who is refused again and again may not fill the log: ten times a minute each sender is told of.
class RefusalQuota {
public:
    static constexpr std::size_t told_in_a_minute = 10;

    // nullopt: this one is only counted; else how many were since the last one that was told.
    std::optional<std::uint64_t> tell(uid_t sender, core::SteadyTime now);

private:
    struct Sender {
        core::SteadyTime since{};
        std::size_t told = 0;
        std::uint64_t untold = 0;
    };
    std::map<uid_t, Sender> senders_;
};

}  // namespace ecdsnap::adapters
