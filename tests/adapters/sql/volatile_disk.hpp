// A disk with a cache that forgets: what was written since a file's last sync is lost, in whole or in part, when the
// power is cut. Nothing really loses power: what the files would hold afterwards is put into them.
#pragma once

#include "adapters/sql/disk_shim.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace ecdsnap::tests {

// What has become of the writes that were not synced.
enum class Aftermath {
    none_written,  // all are lost
    all_written,   // all but the one under way, which is torn
    some_written,  // some are there, some are not, some are torn, in no order
};

class VolatileDisk final : public DiskShim {
public:
    // The power goes at the `nth` change or sync from now on (1: the next): nothing succeeds any more.
    void cut_at(int nth);
    bool is_off() const;

    // The `nth` sync from now on fails, and what it should have kept is never kept, though it can still be read: so
    // Linux does it.
    void fail_sync_at(int nth);
    bool sync_has_failed() const;  // since then

    // The power comes back. Nobody has a file open.
    void restore(Aftermath aftermath, unsigned seed);

private:
    // One change that is not on the disk yet.
    struct Change {
        std::int64_t offset = 0;           // of the bytes; the new size when there are none
        std::optional<std::string> bytes;  // nullopt: a truncation
        bool torn = false;                 // it was under way when the power went
    };
    struct File {
        std::optional<std::string> kept;  // what is surely on the disk; nullopt: not even its name
        std::vector<Change> pending;
        bool removed = false;  // and nothing was synced since then
    };

    void on_open(const std::string& path) override;
    int on_write(RealFile& file, const void* bytes, int count, std::int64_t offset) override;
    int on_truncate(RealFile& file, std::int64_t size) override;
    int on_sync(RealFile& file, int flags) override;
    int on_remove(const std::string& path) override;

    bool goes_out();  // with this step, or has before
    static void apply(std::string& content, const Change& change, bool half);
    static void put(const std::string& path, const File& file, Aftermath aftermath, std::minstd_rand& chance);

    mutable std::mutex mutex_;
    std::map<std::string, File> files_;  // by path
    int steps_left_ = -1;                // -1: the power stays
    bool off_ = false;
    int syncs_left_ = -1;  // -1: no sync fails
    bool sync_failed_ = false;
};

}  // namespace ecdsnap::tests
