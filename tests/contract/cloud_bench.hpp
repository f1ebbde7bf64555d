// A cloud under test, made as a case wishes it, with the loop it answers on: each call runs the loop until it is
// answered.
#pragma once

#include "ports/clock.hpp"
#include "ports/cloud.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ecdsnap::contract {

// What befalls each call of one sort.
enum class CloudFault {
    none,
    lost_before_effect,        // creates: nothing happened, no answer
    lost_after_effect,         // creates: it happened, no answer
    late_effect,               // creates: no answer, and it happens up to 300 ms later
    server_error,              // creates: 5xx, nothing happened
    server_error_with_effect,  // creates: 5xx, and it happened
    throttled,                 // creates: one a second is taken
    unreadable,                // reads: no answer
};

struct CloudWish {
    std::size_t desktops = 3;
    bool data_disks = false;  // each desktop has one
    core::DesktopStatus status = core::DesktopStatus::running;
    core::Millis snapshot_time{60'000};
    core::Millis power_time{300};      // to wake up, and to fall asleep
    core::Millis listing_lag{0};       // until a listing shows a new snapshot
    bool automatic_snapshots = false;  // the service has made one of each disk
    CloudFault fault = CloudFault::none;
};

// One cloud with what it stands on.
class CloudPlace {
public:
    virtual ~CloudPlace() = default;

    virtual ports::Cloud& cloud() = 0;
    virtual ports::Clock& clock() = 0;
    virtual boost::asio::io_context& loop() = 0;
    virtual void run_until(const std::function<bool()>& ended) = 0;  // runs the loop
};

using MakeCloudPlace = std::function<std::unique_ptr<CloudPlace>(const CloudWish&)>;

class CloudBench {
public:
    CloudBench(const MakeCloudPlace& make, const CloudWish& wish) : place_(make(wish)) {}

    ports::Clock& clock() { return place_->clock(); }
    void wait(core::Millis time) {
        const auto alarm = clock().make_alarm();
        answer(alarm->wait_until(clock().steady_now() + time));
    }

    ports::Answer<ports::DesktopPage> desktops(ports::DesktopQuery query = {}) {
        return answer(place_->cloud().describe_desktops(std::move(query)));
    }
    ports::Answer<ports::SnapshotPage> snapshots(ports::SnapshotQuery query = {}) {
        return answer(place_->cloud().describe_snapshots(std::move(query)));
    }
    ports::Answer<std::vector<std::string>> regions() { return answer(place_->cloud().describe_regions()); }
    ports::Answer<std::string> create(const std::string& desktop, core::DiskKind disk = core::DiskKind::system,
                                      const std::string& name = "nightly", const std::string& description = "") {
        ports::CreateSnapshotRequest request;
        request.desktop_id = desktop;
        request.disk = disk;
        request.name = name;
        request.description = description;
        return answer(place_->cloud().create_snapshot(std::move(request)));
    }

    ports::Answer<void> wake(std::vector<std::string> ids) {
        return answer(place_->cloud().wake_desktops(std::move(ids)));
    }
    ports::Answer<void> hibernate(std::vector<std::string> ids) {
        return answer(place_->cloud().hibernate_desktops(std::move(ids)));
    }

    // All pages.
    std::vector<core::Desktop> all_desktops();
    std::vector<core::Snapshot> all_snapshots(ports::SnapshotQuery query = {});
    std::string any_desktop() { return desktops().result.value().desktops.at(0).id; }

private:
    template <class T>
    T answer(boost::asio::awaitable<T> call) {
        std::optional<T> result;
        std::exception_ptr failure;
        auto keep = [&](std::exception_ptr thrown, T value) {
            failure = thrown;
            result.emplace(std::move(value));
        };
        boost::asio::co_spawn(place_->loop(), std::move(call), keep);
        place_->run_until([&] { return result.has_value(); });
        if (failure) std::rethrow_exception(failure);
        return std::move(*result);
    }

    std::unique_ptr<CloudPlace> place_;
};

}  // namespace ecdsnap::contract
