#include "adapters/sql/failing_disk.hpp"

#include <sqlite3.h>

namespace ecdsnap::tests {

void FailingDisk::fail_from(int nth, int result_code) {
    failed_ = false;
    steps_left_ = nth;
    result_code_ = result_code;
}

void FailingDisk::heal() {
    result_code_ = SQLITE_OK;
}

// SQLITE_OK, or the failure that is due now.
int FailingDisk::next_step() {
    const int code = result_code_;
    if (code == SQLITE_OK || --steps_left_ > 0) return SQLITE_OK;
    failed_ = true;
    return code;
}

int FailingDisk::on_write(RealFile& file, const void* bytes, int count, std::int64_t offset) {
    const int failure = next_step();
    if (failure == SQLITE_OK) return file.write(bytes, count, offset);
    if (failure != SQLITE_FULL) file.write(bytes, count / 2, offset);
    return failure;
}

int FailingDisk::on_sync(RealFile& file, int flags) {
    ++syncs_;
    const int failure = next_step();
    if (failure == SQLITE_OK) return file.sync(flags);
    return failure == SQLITE_FULL ? SQLITE_FULL : SQLITE_IOERR_FSYNC;
}

}  // namespace ecdsnap::tests
