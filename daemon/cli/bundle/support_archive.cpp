#include "cli/bundle/support_archive.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <memory>
#include <stdexcept>

namespace ecdsnap::cli {
namespace {

struct FreeArchive {
    void operator()(archive* each) const { archive_write_free(each); }
};
struct FreeEntry {
    void operator()(archive_entry* each) const { archive_entry_free(each); }
};

la_ssize_t append(archive*, void* out, const void* bytes, std::size_t size) {
    static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), size);
    return static_cast<la_ssize_t>(size);
}

void demand(archive* writer, int result) {
    if (result != ARCHIVE_OK) throw std::runtime_error(std::string("the archive: ") + archive_error_string(writer));
}

}  // namespace

std::string tar_gz_of(const std::vector<ArchiveEntry>& entries, const std::string& folder, core::WallTime time) {
    std::string out;
    const std::unique_ptr<archive, FreeArchive> writer(archive_write_new());
    demand(writer.get(), archive_write_add_filter_gzip(writer.get()));
    demand(writer.get(), archive_write_set_format_pax_restricted(writer.get()));
    demand(writer.get(), archive_write_open2(writer.get(), &out, nullptr, append, nullptr, nullptr));
    for (const ArchiveEntry& each : entries) {
        const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
        archive_entry_set_pathname(entry.get(), (folder + "/" + each.name).c_str());
        archive_entry_set_filetype(entry.get(), AE_IFREG);
        archive_entry_set_perm(entry.get(), 0600);
        archive_entry_set_size(entry.get(), static_cast<la_int64_t>(each.text.size()));
        archive_entry_set_mtime(entry.get(), std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count(),
                                0);
        demand(writer.get(), archive_write_header(writer.get(), entry.get()));
        const auto written = archive_write_data(writer.get(), each.text.data(), each.text.size());
        if (written != static_cast<la_ssize_t>(each.text.size()))
            throw std::runtime_error(std::string("the archive: ") + archive_error_string(writer.get()));
    }
    demand(writer.get(), archive_write_close(writer.get()));
    return out;
}

}  // namespace ecdsnap::cli
