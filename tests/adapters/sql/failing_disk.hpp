// A disk that fails on command: while one exists, SQLite's files go through it (it is the default VFS). Counts what
// reaches the disk.
#pragma once

#include <atomic>

namespace ecdsnap::tests {

class FailingDisk {
public:
    FailingDisk();
    FailingDisk(const FailingDisk&) = delete;
    FailingDisk& operator=(const FailingDisk&) = delete;
    ~FailingDisk();

    // From the `nth` write or sync from now on (1: the next) each one fails with this result code, until heal().
    void fail_from(int nth, int result_code);
    void heal();

    int writes() const;
    int syncs() const;
    bool has_failed() const;  // since the last fail_from()
};

}  // namespace ecdsnap::tests
