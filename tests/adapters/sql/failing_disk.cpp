#include "adapters/sql/failing_disk.hpp"

#include <sqlite3.h>

#include <new>

namespace ecdsnap::tests {
namespace {

struct DiskState {
    std::atomic<int> writes{0};
    std::atomic<int> syncs{0};
    std::atomic<int> steps_left{0};  // before the first failure
    std::atomic<int> result_code{SQLITE_OK};
    std::atomic<bool> failed{false};
};

DiskState disk;  // SQLite's callbacks know no other place
sqlite3_vfs* real_vfs = nullptr;
sqlite3_vfs failing_vfs{};

// SQLITE_OK, or the failure that is due now.
int next_step() {
    const int code = disk.result_code;
    if (code == SQLITE_OK || --disk.steps_left > 0) return SQLITE_OK;
    disk.failed = true;
    return code;
}

struct File {
    sqlite3_file base;
    sqlite3_file* real;  // lies right behind
};

sqlite3_file* real(sqlite3_file* file) {
    return reinterpret_cast<File*>(file)->real;
}

int close_file(sqlite3_file* file) {
    return real(file)->pMethods->xClose(real(file));
}
int read_file(sqlite3_file* file, void* bytes, int count, sqlite3_int64 offset) {
    return real(file)->pMethods->xRead(real(file), bytes, count, offset);
}
int write_file(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
    ++disk.writes;
    if (const int failure = next_step(); failure != SQLITE_OK) return failure;
    return real(file)->pMethods->xWrite(real(file), bytes, count, offset);
}
int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
    return real(file)->pMethods->xTruncate(real(file), size);
}
int sync_file(sqlite3_file* file, int flags) {
    ++disk.syncs;
    if (const int failure = next_step(); failure != SQLITE_OK)
        return failure == SQLITE_FULL ? SQLITE_FULL : SQLITE_IOERR_FSYNC;
    return real(file)->pMethods->xSync(real(file), flags);
}
int file_size(sqlite3_file* file, sqlite3_int64* size) {
    return real(file)->pMethods->xFileSize(real(file), size);
}
int lock_file(sqlite3_file* file, int level) {
    return real(file)->pMethods->xLock(real(file), level);
}
int unlock_file(sqlite3_file* file, int level) {
    return real(file)->pMethods->xUnlock(real(file), level);
}
int check_lock(sqlite3_file* file, int* taken) {
    return real(file)->pMethods->xCheckReservedLock(real(file), taken);
}
int control(sqlite3_file* file, int operation, void* argument) {
    return real(file)->pMethods->xFileControl(real(file), operation, argument);
}
int sector_size(sqlite3_file* file) {
    return real(file)->pMethods->xSectorSize(real(file));
}
int characteristics(sqlite3_file* file) {
    return real(file)->pMethods->xDeviceCharacteristics(real(file));
}

// Version 1: no shared memory. An exclusive write-ahead log needs none.
const sqlite3_io_methods methods{1,         close_file,  read_file,       write_file,  truncate_file,
                                 sync_file, file_size,   lock_file,       unlock_file, check_lock,
                                 control,   sector_size, characteristics, nullptr,     nullptr,
                                 nullptr,   nullptr,     nullptr,         nullptr};

int open_file(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* out_flags) {
    auto* ours = reinterpret_cast<File*>(file);
    ours->real = reinterpret_cast<sqlite3_file*>(ours + 1);
    const int code = real_vfs->xOpen(real_vfs, name, ours->real, flags, out_flags);
    ours->base.pMethods = ours->real->pMethods != nullptr ? &methods : nullptr;
    return code;
}

}  // namespace

FailingDisk::FailingDisk() {
    real_vfs = sqlite3_vfs_find(nullptr);
    failing_vfs = *real_vfs;
    failing_vfs.zName = "failing-disk";
    failing_vfs.szOsFile = static_cast<int>(sizeof(File)) + real_vfs->szOsFile;
    failing_vfs.pNext = nullptr;
    failing_vfs.xOpen = open_file;
    sqlite3_vfs_register(&failing_vfs, 1);
    heal();
    disk.writes = 0;
    disk.syncs = 0;
}

FailingDisk::~FailingDisk() {
    sqlite3_vfs_unregister(&failing_vfs);
    sqlite3_vfs_register(real_vfs, 1);
}

void FailingDisk::fail_from(int nth, int result_code) {
    disk.failed = false;
    disk.steps_left = nth;
    disk.result_code = result_code;
}

void FailingDisk::heal() {
    disk.result_code = SQLITE_OK;
}

int FailingDisk::writes() const {
    return disk.writes;
}

int FailingDisk::syncs() const {
    return disk.syncs;
}

bool FailingDisk::has_failed() const {
    return disk.failed;
}

}  // namespace ecdsnap::tests
