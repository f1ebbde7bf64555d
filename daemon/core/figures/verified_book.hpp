// When the newest verified snapshot of each disk of one site was made, as far as the ledger tells: a few bytes a
// desktop.
#pragma once

#include "core/desktop.hpp"
#include "core/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace ecdsnap::core {

class VerifiedBook {
public:
    using Moment = std::optional<WallTime>;   // to the second; nullopt: none is known
    using OfDesktop = std::array<Moment, 2>;  // by DiskKind

    // The newest one counts, in whatever order they are told.
    void note(std::string_view desktop_id, DiskKind disk, WallTime made_at);

    OfDesktop find(std::string_view desktop_id) const;

    // The newest of all disks.
    Moment newest() const { return newest_; }
    std::size_t size() const { return rows_.size(); }

private:
    using Seconds = std::array<std::int64_t, 2>;       // since 1970; 0: none
    std::unordered_map<std::uint64_t, Seconds> rows_;  // by a hash of the id
    Moment newest_;
};

}  // namespace ecdsnap::core
