#include "cli/simulate/fleet.hpp"

#include "adapters/ecd/wire_format.hpp"
#include "cli/simulate/fault_arguments.hpp"
#include "cli/simulate/json_documents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <system_error>
#include <utility>

namespace ecdsnap::cli {
namespace {

using core::TextError;
using core::TextResult;

struct NamedFile {
    std::string path;
    std::optional<std::size_t> site;  // whose desktops these are, where the command line says it
};

TextResult<NamedFile> named_file(const std::string& typed, const simulation::RehearsalPlan& plan) {
    const auto equals = typed.find('=');
    std::error_code ignored;
    if (equals == typed.npos || std::filesystem::exists(typed, ignored)) return NamedFile{typed, std::nullopt};
    const auto sites = sites_named(typed.substr(0, equals), plan.sites);
    if (!sites) return sites.error();
    if (sites->size() > 1)
        return TextError(0, fmt::format("'{}' means {} sites", typed.substr(0, equals), sites->size()),
                         "one site as ACCOUNT/REGION=FILE");
    return NamedFile{typed.substr(equals + 1), sites->front()};
}

TextResult<std::string> whole_file(const std::string& path) {
    std::error_code error;
    const bool folder = std::filesystem::is_directory(path, error);
    errno = 0;
    std::ifstream stream(path, std::ios::binary);
    if (folder || !stream)
        return TextError(0, path + ": cannot be read: " + std::generic_category().message(folder ? EISDIR : errno),
                         "a file with what `aliyun ecd DescribeDesktops` prints");
    return std::string(std::istreambuf_iterator<char>(stream), {});
}

// Deals desktops out to sites, and counts what is worth a note.
class FleetReader {
public:
    explicit FleetReader(simulation::RehearsalPlan& plan) : plan_(plan), by_id_(plan.sites.size()) {}

    TextResult<void> read(const NamedFile& file);
    std::vector<std::string> end();

private:
    TextResult<std::optional<std::size_t>> site_of(const adapters::ListedDesktop& listed, const NamedFile& file) const;
    void take(core::Desktop desktop, std::size_t site);

    simulation::RehearsalPlan& plan_;
    std::vector<std::map<std::string, core::Desktop>> by_id_;  // of each site
    std::map<std::string, std::size_t> elsewhere_;             // desktops by a region that no account has
    std::size_t twice_ = 0;
    std::size_t changing_ = 0;
};

// nullopt: in a region that no account of the configuration has.
TextResult<std::optional<std::size_t>> FleetReader::site_of(const adapters::ListedDesktop& listed,
                                                            const NamedFile& file) const {
    const auto& sites = plan_.sites;
    if (file.site) {
        const std::string& region = sites[*file.site].id.region;
        if (listed.region.empty() || listed.region == region) return file.site;
        return TextError(
            0, fmt::format("{} is in {}, but the file was given for {}", listed.desktop.id, listed.region, region));
    }
    std::optional<std::size_t> found;
    for (std::size_t place = 0; place < sites.size(); ++place) {
        if (!listed.region.empty() && listed.region != sites[place].id.region) continue;
        if (found)
            return TextError(
                0,
                fmt::format("{} may be of {} or {}", listed.desktop.id, core::text(sites[*found].id),
                            core::text(sites[place].id)),
                listed.region.empty() ? "REGION=FILE, since the file does not say RegionId" : "ACCOUNT/REGION=FILE");
        found = place;
    }
    return found;
}

// A state that passes would last for the whole simulation, and no snapshot be taken in it.
void FleetReader::take(core::Desktop desktop, std::size_t site) {
    using Status = core::DesktopStatus;
    const bool going_down = desktop.status == Status::stopping;
    const bool coming_up =
        desktop.status == Status::starting || desktop.status == Status::rebuilding || desktop.status == Status::pending;
    if (going_down || coming_up || desktop.management != core::Management::none) ++changing_;
    if (coming_up) desktop.status = Status::running;
    if (going_down) desktop.status = Status::stopped;
    desktop.management = core::Management::none;
    const std::string id = desktop.id;
    if (!by_id_[site].insert_or_assign(id, std::move(desktop)).second) ++twice_;
}

TextResult<void> FleetReader::read(const NamedFile& file) {
    const auto text = whole_file(file.path);
    if (!text) return text.error();
    const auto documents = json_documents(*text);
    if (!documents) {
        TextError error = documents.error();
        error.problem = file.path + ": " + error.problem;
        return error;
    }
    for (const JsonDocument& document : *documents) {
        auto desktops = adapters::read_listed_desktops(document.text);
        const std::string where = fmt::format("{}, the object that begins in line {}: ", file.path, document.line);
        if (!desktops)
            return TextError(0, where + desktops.error().message,
                             "what DescribeDesktops answers: {\"Desktops\": [...]}");
        for (adapters::ListedDesktop& listed : *desktops) {
            const auto site = site_of(listed, file);
            if (!site) {
                TextError error = site.error();
                error.problem = where + error.problem;
                return error;
            }
            if (*site)
                take(std::move(listed.desktop), **site);
            else
                ++elsewhere_[listed.region];
        }
    }
    return {};
}

std::vector<std::string> FleetReader::end() {
    std::vector<std::string> notes;
    const auto desktops_of = [](std::size_t count) {
        return fmt::format("{} desktop{}", count, count == 1 ? "" : "s");
    };
    for (const auto& [region, count] : elsewhere_)
        notes.push_back(fmt::format("left out of the inventory: {} in {}, which no account of the configuration has",
                                    desktops_of(count), region));
    if (twice_ > 0)
        notes.push_back(fmt::format("more than once in the inventory, the last one counts: {}", desktops_of(twice_)));
    if (changing_ > 0)
        notes.push_back(
            fmt::format("listed while changing their state, simulated as settled: {}", desktops_of(changing_)));
    for (std::size_t place = 0; place < by_id_.size(); ++place) {
        auto& desktops = plan_.sites[place].desktops;
        desktops.reserve(by_id_[place].size());
        for (auto& [id, desktop] : by_id_[place])
            desktops.push_back(std::move(desktop));
        if (desktops.empty())
            notes.push_back(fmt::format("the inventory has no desktop of {}", core::text(plan_.sites[place].id)));
    }
    return notes;
}

}  // namespace

TextResult<std::vector<std::string>> read_fleet(const std::vector<std::string>& files,
                                                simulation::RehearsalPlan& plan) {
    FleetReader reader(plan);
    for (const std::string& typed : files) {
        const auto file = named_file(typed, plan);
        if (!file) return file.error();
        const auto read = reader.read(*file);
        if (!read) return read.error();
    }
    return reader.end();
}

}  // namespace ecdsnap::cli
