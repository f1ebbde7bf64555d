// The cloud as the engine needs it: one site's ECD API. No call retries by itself; no call waits for the rate limit.
#pragma once

#include "core/desktop.hpp"
#include "core/result.hpp"
#include "core/snapshot.hpp"
#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::ports {

// What every answer carries beside its value.
template <class T>
struct Answer {
    core::Result<T> result;
    std::optional<core::WallTime> server_date;  // the Date header; nullopt when there was no answer
};

struct DesktopQuery {
    std::vector<std::string> ids;  // at most 100; empty: all of the site, pooled ones too
    std::string next_token;        // empty: the first page
};

struct DesktopPage {
    std::vector<core::Desktop> desktops;
    std::string next_token;  // empty: the last page
};

enum class SnapshotScope : std::uint8_t { user, all };

struct SnapshotQuery {
    std::string desktop_id;                      // empty: the whole site
    std::string snapshot_id;                     // empty: any
    std::optional<core::WallTime> created_from;  // by the cloud's clock, inclusive, whole seconds
    std::optional<core::WallTime> created_to;
    SnapshotScope scope = SnapshotScope::user;
    std::string next_token;
};

struct SnapshotPage {
    std::vector<core::Snapshot> snapshots;
    std::string next_token;  // empty: the last page
};

struct CreateSnapshotRequest {
    std::string desktop_id;
    core::DiskKind disk = core::DiskKind::system;
    std::string name;
    std::string description;
};

class Cloud {
public:
    virtual ~Cloud() = default;

    // Each read ends within the adapter's deadlines; on failure the error's effect is `none`.
    virtual boost::asio::awaitable<Answer<DesktopPage>> describe_desktops(DesktopQuery query) = 0;
    virtual boost::asio::awaitable<Answer<SnapshotPage>> describe_snapshots(SnapshotQuery query) = 0;
    virtual boost::asio::awaitable<Answer<std::vector<std::string>>> describe_regions() = 0;

    // One send, never repeated by the adapter. The value is the SnapshotId. An error with effect `none` is a refusal of
    // the gateway itself; everything else (time-out, reset, 5xx, torn or foreign body, repeated nonce) has effect
    // `unknown`.
    virtual boost::asio::awaitable<Answer<std::string>> create_snapshot(CreateSnapshotRequest request) = 0;

    // One call each, never repeated by the adapter, for all these desktops or none of them: what became of a single one
    // only its state tells. Errors and effects are as for a create. wake: 1–100 ids, all Hibernated. hibernate: 1–20
    // ids, all Running.
    virtual boost::asio::awaitable<Answer<void>> wake_desktops(std::vector<std::string> ids) = 0;
    virtual boost::asio::awaitable<Answer<void>> hibernate_desktops(std::vector<std::string> ids) = 0;
};

}  // namespace ecdsnap::ports
