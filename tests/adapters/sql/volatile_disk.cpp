#include "adapters/sql/volatile_disk.hpp"

#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <utility>

namespace ecdsnap::tests {
namespace {

std::string content_of(const std::string& path) {
    std::string content(std::filesystem::file_size(path), '\0');
    std::ifstream(path, std::ios::binary).read(content.data(), static_cast<std::streamsize>(content.size()));
    return content;
}

}  // namespace

void VolatileDisk::cut_at(int nth) {
    const std::lock_guard lock(mutex_);
    steps_left_ = nth;
}

bool VolatileDisk::is_off() const {
    const std::lock_guard lock(mutex_);
    return off_;
}

void VolatileDisk::fail_sync_at(int nth) {
    const std::lock_guard lock(mutex_);
    syncs_left_ = nth;
    sync_failed_ = false;
}

bool VolatileDisk::sync_has_failed() const {
    const std::lock_guard lock(mutex_);
    return sync_failed_;
}

bool VolatileDisk::goes_out() {
    if (!off_ && steps_left_ > 0 && --steps_left_ == 0) off_ = true;
    return off_;
}

// A file that is met for the first time is taken for kept as it is; one that was just made has nothing to lose yet.
void VolatileDisk::on_open(const std::string& path) {
    const std::lock_guard lock(mutex_);
    auto [place, is_new] = files_.try_emplace(path);
    File& file = place->second;
    if (is_new && std::filesystem::file_size(path) > 0) file.kept = content_of(path);
    if (std::exchange(file.removed, false)) {  // made anew under the name of one that was removed
        file.pending.clear();
        file.pending.push_back(Change{});
    }
}

int VolatileDisk::on_write(RealFile& file, const void* bytes, int count, std::int64_t offset) {
    const std::lock_guard lock(mutex_);
    const bool was_off = off_;
    Change change;
    change.offset = offset;
    change.bytes = std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(count));
    change.torn = goes_out();
    if (!was_off) files_[file.path()].pending.push_back(std::move(change));
    return off_ ? SQLITE_IOERR_WRITE : file.write(bytes, count, offset);
}

int VolatileDisk::on_truncate(RealFile& file, std::int64_t size) {
    const std::lock_guard lock(mutex_);
    if (goes_out()) return SQLITE_IOERR_TRUNCATE;
    Change change;
    change.offset = size;
    files_[file.path()].pending.push_back(change);
    return file.truncate(size);
}

int VolatileDisk::on_sync(RealFile& file, int) {
    const std::lock_guard lock(mutex_);
    if (goes_out()) return SQLITE_IOERR_FSYNC;
    File& known = files_[file.path()];
    if (syncs_left_ > 0 && --syncs_left_ == 0) {
        sync_failed_ = true;
        known.pending.clear();
        return SQLITE_IOERR_FSYNC;
    }
    if (!known.kept) known.kept.emplace();
    for (const Change& change : known.pending)
        apply(*known.kept, change, false);
    known.pending.clear();
    // A file system writes its changes of names in order, and all of them with any sync.
    std::erase_if(files_, [](const auto& each) { return each.second.removed; });
    return SQLITE_OK;  // the real one may keep it when it likes
}

int VolatileDisk::on_remove(const std::string& path) {
    const std::lock_guard lock(mutex_);
    if (goes_out()) return SQLITE_IOERR_DELETE;
    if (const auto place = files_.find(path); place != files_.end()) place->second.removed = true;
    return DiskShim::on_remove(path);
}

void VolatileDisk::apply(std::string& content, const Change& change, bool half) {
    const auto offset = static_cast<std::size_t>(change.offset);
    if (!change.bytes) {
        content.resize(offset);
        return;
    }
    const auto count = half ? change.bytes->size() / 2 : change.bytes->size();
    if (content.size() < offset + count) content.resize(offset + count);
    content.replace(offset, count, *change.bytes, 0, count);
}

void VolatileDisk::put(const std::string& path, const File& file, Aftermath aftermath, std::minstd_rand& chance) {
    auto content = file.kept.value_or("");
    bool named = file.kept.has_value();
    bool gone = file.removed && aftermath == Aftermath::all_written;
    if (file.removed && aftermath == Aftermath::some_written) gone = chance() % 2 == 0;
    for (const Change& change : file.pending) {
        const auto fate = aftermath == Aftermath::some_written ? chance() % 3 : 0;  // there, torn, lost
        if (aftermath == Aftermath::none_written || fate == 2) continue;
        apply(content, change, change.torn || fate == 1);
        named = true;
    }
    if (gone || !named) {
        std::filesystem::remove(path);
        return;
    }
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

void VolatileDisk::restore(Aftermath aftermath, unsigned seed) {
    const std::lock_guard lock(mutex_);
    std::minstd_rand chance(seed);
    for (const auto& [path, file] : files_)
        put(path, file, aftermath, chance);
    files_.clear();
    off_ = false;
    steps_left_ = -1;
    syncs_left_ = -1;
}

}  // namespace ecdsnap::tests
