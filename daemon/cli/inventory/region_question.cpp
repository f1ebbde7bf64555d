#include "cli/inventory/region_question.hpp"

#include "cli/inventory/paced_reads.hpp"
#include "cli/inventory/site_connections.hpp"
#include "cli/tables/exit_code.hpp"
#include "core/text/printable.hpp"

#include <string>
#include <utility>
#include <vector>

namespace ecdsnap::cli {
namespace {

// The listing of regions as one of a single page.
struct RegionPage {
    std::vector<std::string> regions;
    std::string next_token;
};

boost::asio::awaitable<ports::Answer<RegionPage>> ask_page(ports::Cloud& cloud) {
    auto answer = co_await cloud.describe_regions();
    if (answer.result.has_error()) {
        ports::Answer<RegionPage> failed{answer.result.error(), answer.server_date};
        co_return failed;
    }
    ports::Answer<RegionPage> page{RegionPage{std::move(answer.result.value()), {}}, answer.server_date};
    co_return page;
}

using Regions = core::Result<std::vector<std::string>>;

// What is referred to outlives the coroutine.
boost::asio::awaitable<void> ask(SiteConnection& connection, SiteConnections& all, Regions& regions) {
    PacedReads reads(all.clock(), all.random(), connection.limits);
    const auto page = [&](const std::string&) { return ask_page(*connection.cloud); };
    const auto items = [](RegionPage& one) -> std::vector<std::string>& { return one.regions; };
    regions = co_await reads.all_pages<std::string>(page, items);
}

core::Error no_answer() {
    core::Error error;
    error.doing = "DescribeRegions";
    error.message = "no answer in time";
    return error;
}

}  // namespace

core::Result<core::Settings> with_regions(core::Settings settings, const core::Environment& environment,
                                          std::optional<core::Millis> deadline) {
    core::Settings asked;
    std::vector<core::AccountSettings*> open;
    for (core::AccountSettings& account : settings.accounts) {
        if (!account.all_regions || !account.regions.empty()) continue;
        open.push_back(&account);
        asked.accounts.push_back(account);
        asked.accounts.back().regions = {account.all_regions->asked_in};
    }
    if (open.empty()) return settings;
    SiteConnections connections(environment);
    if (auto problem = connections.connect(asked)) {
        problem->kind = core::ErrorClass::bad_request;
        return *problem;
    }
    std::vector<Regions> answers(open.size(), no_answer());
    connections.visit_all(
        [&](SiteConnection& connection, std::size_t place) { return ask(connection, connections, answers[place]); },
        deadline);
    for (std::size_t place = 0; place < open.size(); ++place) {
        if (answers[place].has_error()) return answers[place].error();
        open[place]->regions = std::move(answers[place].value());
    }
    return settings;
}

bool ask_regions_or_tell(core::Settings& settings, Terminal& terminal, int& exit_code) {
    auto known = with_regions(std::move(settings), terminal.environment);
    if (known.has_value()) {
        settings = std::move(known.value());
        return true;
    }
    terminal.err << "ecdsnap: " << core::printable(core::describe(known.error())) << '\n';
    exit_code = known.error().kind == core::ErrorClass::bad_request ? exit_usage : exit_not_good;
    return false;
}

}  // namespace ecdsnap::cli
