#include "cli/inventory/known_fleet.hpp"

#include "cli/inventory/fleet_reader.hpp"
#include "cli/inventory/json_documents.hpp"
#include "cli/inventory/site_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
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

TextResult<NamedFile> named_file(const std::string& typed, const core::Fleet& fleet) {
    const auto equals = typed.find('=');
    std::error_code ignored;
    if (equals == typed.npos || std::filesystem::exists(typed, ignored)) return NamedFile{typed, std::nullopt};
    std::vector<core::SiteId> ids;
    for (const core::FleetSite& site : fleet)
        ids.push_back(site.id);
    const auto sites = sites_named(typed.substr(0, equals), ids);
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
                         "a file of `ecdsnap inventory --save`, or with what `aliyun ecd DescribeDesktops` prints");
    if (!std::filesystem::is_regular_file(path, error)) return std::string(std::istreambuf_iterator<char>(stream), {});
    std::string text(static_cast<std::size_t>(std::filesystem::file_size(path, error)), '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    return text;
}

TextError in_place(TextError error, const std::string& place) {
    error.problem = place + ": " + error.problem;
    return error;
}

TextResult<void> read_file(const NamedFile& file, FleetReader& reader) {
    const auto text = whole_file(file.path);
    if (!text) return text.error();
    const auto documents = json_documents(*text);
    if (!documents) return in_place(documents.error(), file.path);
    reader.begin_file(file.site);
    for (const JsonDocument& document : *documents)
        if (const auto read = reader.read(document.text); !read)
            return in_place(read.error(),
                            fmt::format("{}, the object that begins in line {}", file.path, document.line));
    if (const auto problem = reader.end_file()) return in_place(*problem, file.path);
    return {};
}

bool has_open_regions(const core::AccountSettings& account) {
    return account.all_regions && account.regions.empty();
}

// The sites that a file says it has desktops of: by its own words, or of a single account by each desktop's RegionId.
std::set<core::SiteId> sites_in(const std::string& text, const std::optional<std::string>& only_account) {
    std::set<core::SiteId> sites;
    const auto documents = json_documents(text);
    if (!documents) return sites;
    for (const JsonDocument& document : *documents) {
        const auto piece = inventory_piece(document.text);
        if (!piece) return sites;
        if (const auto* begin = std::get_if<SiteBegin>(&*piece)) sites.insert(begin->site);
        if (!sites.empty() || !only_account || std::holds_alternative<InventoryBegin>(*piece)) continue;
        const auto desktops = adapters::read_listed_desktops(document.text);
        if (!desktops) continue;
        for (const adapters::ListedDesktop& listed : *desktops)
            if (!listed.region.empty()) sites.insert({*only_account, listed.region});
    }
    return sites;
}

}  // namespace

core::Settings with_regions_of(const std::vector<std::string>& files, core::Settings settings) {
    if (std::ranges::none_of(settings.accounts, has_open_regions)) return settings;
    std::optional<std::string> only_account;
    if (settings.accounts.size() == 1) only_account = settings.accounts.front().name;
    std::set<core::SiteId> sites;
    for (const std::string& typed : files) {
        const auto equals = typed.find('=');
        std::error_code ignored;
        const bool named = equals != typed.npos && !std::filesystem::exists(typed, ignored);
        const auto slash = typed.find('/');
        if (named && slash < equals)
            sites.insert({typed.substr(0, slash), typed.substr(slash + 1, equals - slash - 1)});
        else if (const auto text = whole_file(named ? typed.substr(equals + 1) : typed))
            sites.merge(sites_in(*text, only_account));
    }
    for (core::AccountSettings& account : settings.accounts) {
        if (!has_open_regions(account)) continue;
        for (const core::SiteId& site : sites)
            if (site.account == account.name) account.regions.push_back(site.region);
    }
    return settings;
}

TextResult<KnownFleet> read_fleet(const std::vector<std::string>& files, core::Fleet sites) {
    std::vector<NamedFile> named;
    for (const std::string& typed : files) {
        auto file = named_file(typed, sites);
        if (!file) return file.error();
        named.push_back(std::move(*file));
    }
    FleetReader reader(std::move(sites));
    for (const NamedFile& file : named)
        if (const auto read = read_file(file, reader); !read) return read.error();
    return reader.end();
}

}  // namespace ecdsnap::cli
