// A disk that fails on command. Counts what reaches it.
#pragma once

#include "adapters/sql/disk_shim.hpp"

#include <atomic>

namespace ecdsnap::tests {

class FailingDisk final : public DiskShim {
public:
    // From the `nth` write or sync from now on (1: the next) each one fails with this result code, until heal(). A
    // write that fails otherwise than for want of space has written its first half.
    void fail_from(int nth, int result_code);
    void heal();

    int syncs() const { return syncs_; }
    bool has_failed() const { return failed_; }  // since the last fail_from()

private:
    int on_write(RealFile& file, const void* bytes, int count, std::int64_t offset) override;
    int on_sync(RealFile& file, int flags) override;
    int next_step();

    std::atomic<int> syncs_{0};
    std::atomic<int> steps_left_{0};  // before the first failure
    std::atomic<int> result_code_{0};
    std::atomic<bool> failed_{false};
};

}  // namespace ecdsnap::tests
