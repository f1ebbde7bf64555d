#include "cli/doctor/disk_room.hpp"

#include "core/ledger_room.hpp"

#include <fmt/format.h>

#include <utility>

namespace ecdsnap::cli {
namespace {

std::string size_text(std::uint64_t bytes) {
    constexpr std::uint64_t mebibytes_of_gibibyte = 1024;
    const std::uint64_t mebibytes = bytes >> 20U;
    if (mebibytes < mebibytes_of_gibibyte) return fmt::format("{} MiB", mebibytes);
    return fmt::format("{:.1f} GiB", static_cast<double>(mebibytes) / mebibytes_of_gibibyte);
}

}  // namespace

Finding disk_finding(const std::filesystem::path& ledger, std::optional<std::uint64_t> free) {
    Finding finding{"machine", "disk", Verdict::ok, {}, {}};
    if (!free) {
        finding.verdict = Verdict::unknown;
        finding.said = fmt::format("how much room there is for {} is not told", ledger.string());
        return finding;
    }
    finding.said = fmt::format("{} are free where the ledger {} lies", size_text(*free), ledger.string());
    if (*free >= core::ledger_room_wanted) return finding;
    finding.verdict = *free < core::ledger_room_floor ? Verdict::problem : Verdict::warning;
    finding.said += fmt::format("{} below {} nothing is written, and no snapshot is requested",
                                finding.verdict == Verdict::problem ? ":" : ";", size_text(core::ledger_room_floor));
    finding.remedy = "Free space there, or move the ledger with the daemon stopped";
    return finding;
}

Finding check_disk(const std::filesystem::path& ledger) {
    std::error_code error;
    const auto space = std::filesystem::space(ledger.parent_path(), error);
    return disk_finding(ledger, error ? std::nullopt : std::optional<std::uint64_t>(space.available));
}

}  // namespace ecdsnap::cli
