// A layer between SQLite and its files (a VFS): while one exists it is the default, and each change of a file goes
// through it. What it does not override happens as usual.
#pragma once

#include <cstdint>
#include <string>

struct sqlite3_file;

namespace ecdsnap::tests {

// The file that is to be changed. Each gives SQLite's result code.
class RealFile {
public:
    RealFile(std::string path, sqlite3_file* file) : path_(std::move(path)), file_(file) {}

    const std::string& path() const { return path_; }
    int write(const void* bytes, int count, std::int64_t offset);
    int truncate(std::int64_t size);
    int sync(int flags);

private:
    std::string path_;
    sqlite3_file* file_;
};

// Called on the threads that use SQLite.
class DiskShim {
public:
    DiskShim();
    DiskShim(const DiskShim&) = delete;
    DiskShim& operator=(const DiskShim&) = delete;
    virtual ~DiskShim();

    virtual void on_open(const std::string& /*path*/) {}
    virtual int on_write(RealFile& file, const void* bytes, int count, std::int64_t offset) {
        return file.write(bytes, count, offset);
    }
    virtual int on_truncate(RealFile& file, std::int64_t size) { return file.truncate(size); }
    virtual int on_sync(RealFile& file, int flags) { return file.sync(flags); }
    virtual int on_remove(const std::string& path);
};

}  // namespace ecdsnap::tests
