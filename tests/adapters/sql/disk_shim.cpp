#include "adapters/sql/disk_shim.hpp"

#include <sqlite3.h>

namespace ecdsnap::tests {
namespace {

DiskShim* shim = nullptr;  // SQLite's callbacks know no other place
sqlite3_vfs* real_vfs = nullptr;
sqlite3_vfs our_vfs{};

struct File {
    sqlite3_file base;
    const char* path;    // SQLite keeps it until the file is closed
    sqlite3_file* real;  // lies right behind
};

sqlite3_file* real(sqlite3_file* file) {
    return reinterpret_cast<File*>(file)->real;
}

RealFile real_file(sqlite3_file* file) {
    return {reinterpret_cast<File*>(file)->path, real(file)};
}

int close_file(sqlite3_file* file) {
    return real(file)->pMethods->xClose(real(file));
}
int read_file(sqlite3_file* file, void* bytes, int count, sqlite3_int64 offset) {
    return real(file)->pMethods->xRead(real(file), bytes, count, offset);
}
int write_file(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
    auto target = real_file(file);
    return shim->on_write(target, bytes, count, offset);
}
int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
    auto target = real_file(file);
    return shim->on_truncate(target, size);
}
int sync_file(sqlite3_file* file, int flags) {
    auto target = real_file(file);
    return shim->on_sync(target, flags);
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
    ours->path = name != nullptr ? name : "";
    ours->real = reinterpret_cast<sqlite3_file*>(ours + 1);
    const int code = real_vfs->xOpen(real_vfs, name, ours->real, flags, out_flags);
    ours->base.pMethods = ours->real->pMethods != nullptr ? &methods : nullptr;
    if (code == SQLITE_OK) shim->on_open(ours->path);
    return code;
}

int remove_file(sqlite3_vfs*, const char* name, int) {
    return shim->on_remove(name);
}

}  // namespace

int RealFile::write(const void* bytes, int count, std::int64_t offset) {
    return file_->pMethods->xWrite(file_, bytes, count, offset);
}

int RealFile::truncate(std::int64_t size) {
    return file_->pMethods->xTruncate(file_, size);
}

int RealFile::sync(int flags) {
    return file_->pMethods->xSync(file_, flags);
}

DiskShim::DiskShim() {
    shim = this;
    real_vfs = sqlite3_vfs_find(nullptr);
    our_vfs = *real_vfs;
    our_vfs.zName = "disk-shim";
    our_vfs.szOsFile = static_cast<int>(sizeof(File)) + real_vfs->szOsFile;
    our_vfs.pNext = nullptr;
    our_vfs.xOpen = open_file;
    our_vfs.xDelete = remove_file;
    sqlite3_vfs_register(&our_vfs, 1);
}

DiskShim::~DiskShim() {
    sqlite3_vfs_unregister(&our_vfs);
    sqlite3_vfs_register(real_vfs, 1);
    shim = nullptr;
}

int DiskShim::on_remove(const std::string& path) {
    return real_vfs->xDelete(real_vfs, path.c_str(), 0);
}

}  // namespace ecdsnap::tests
