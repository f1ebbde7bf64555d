// Over how many desktops one policy may run by the word of people, as far as one who watches the daemon can know: what
// it confirmed is in force, and what it did not confirm may have been stored, which shows after a restart.
#pragma once

#include "core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace ecdsnap::tests {

// As many as `least` are allowed for certain, more than `most` are not.
struct ApprovedRange {
    core::WallTime since{};
    std::uint32_t least = 0;
    std::uint32_t most = 0;
};

class ApprovalRecord {
public:
    // nullopt: the daemon counts the desktops itself.
    void asked(core::WallTime now, std::optional<std::uint32_t> up_to);
    // The daemon says that so many are approved.
    void confirmed(core::WallTime now, std::uint32_t up_to);
    // The daemon answered that it makes no sense: it was not stored.
    void refused(std::optional<std::uint32_t> up_to);
    // While it is down: it goes on with the ledger of `from`.
    void forgotten(core::WallTime from, core::WallTime now);
    void restarted(core::WallTime now);

    std::uint32_t most() const { return ranges_.empty() ? 0 : ranges_.back().most; }
    // In force all the time from..to, and at any time in it.
    std::uint32_t least(core::WallTime from, core::WallTime to) const;
    std::uint32_t most(core::WallTime from, core::WallTime to) const;

private:
    std::vector<ApprovedRange> within(core::WallTime from, core::WallTime to) const;

    struct Asked {
        core::WallTime at{};
        std::optional<std::uint32_t> up_to;
        std::optional<core::WallTime> confirmed;
    };

    std::vector<Asked> asked_;
    std::vector<ApprovedRange> ranges_;  // by time; before the first one nothing is approved
};

}  // namespace ecdsnap::tests
