// The desktops of one site that were woken and are not yet back: how many more may be woken now, which ones, and how
// they are put together into calls.
#pragma once

#include "core/waking/open_wake.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::core {

// WakeupDesktops takes 1–100 ids, HibernateDesktops 1–20.
inline constexpr std::size_t most_woken_at_once = 100;
inline constexpr std::size_t most_returned_at_once = 20;

class WakeBook {
public:
    // `most_awake`: how many may be awake because of us, or on their way, at the same time.
    explicit WakeBook(std::uint32_t most_awake) : most_awake_(most_awake) {}

    void recall(Wake record, SteadyTime started, Millis unwatched);
    OpenWake& add(OpenWake wake);
    OpenWake* find(std::string_view desktop_id);
    const OpenWake* find(std::string_view desktop_id) const;
    void remove(const std::string& desktop_id) { open_.erase(desktop_id); }
    const std::map<std::string, OpenWake, std::less<>>& open() const { return open_; }
    bool empty() const { return open_.empty(); }

    // Those that count: all but the ones that were woken in vain.
    std::size_t awake(SteadyTime now) const;

    // Of the wishes, in their order, desktops without a record that may be woken now. The rest waits until others are
    // back.
    std::vector<WakeWish> choose(const std::vector<WakeWish>& wishes, SteadyTime now) const;

    // Open ones whose state is to be read by now, and when the next one is.
    std::vector<std::string> to_read(SteadyTime now) const;
    SteadyTime next_read(SteadyTime now) const;

    // Open ones for which a call may leave now, as calls. After a failure that is not one desktop's, none for a while.
    std::vector<std::vector<std::string>> wakes_due(SteadyTime now) const;
    std::vector<std::vector<std::string>> returns_due(SteadyTime now) const;
    bool may_call(SteadyTime now) const { return now >= not_before_; }

    // What a call for several came to, beside what it means for each of them.
    void note_call(const Error* error, SteadyTime now);

private:
    std::vector<std::vector<std::string>> calls_for(bool (*due)(const OpenWake&, SteadyTime), std::size_t most,
                                                    SteadyTime now) const;

    std::map<std::string, OpenWake, std::less<>> open_;  // by desktop
    std::size_t most_awake_;
    std::uint32_t failures_ = 0;  // in a row
    SteadyTime not_before_{};
};

}  // namespace ecdsnap::core
