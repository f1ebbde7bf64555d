#include "cli/inventory/cloud_inventory.hpp"

#include "cli/inventory/site_connections.hpp"
#include "cli/inventory/site_listing.hpp"

#include <utility>

namespace ecdsnap::cli {
namespace {

// What is referred to outlives the coroutine.
boost::asio::awaitable<void> ask_site(SiteConnection& connection, SiteConnections& all, std::vector<std::string> ids,
                                      SiteAnswer& answer) {
    answer.taken = all.clock().wall_now();
    answer.desktops =
        co_await list_site(*connection.cloud, all.clock(), all.random(), connection.limits, std::move(ids));
}

}  // namespace

core::Result<std::vector<SiteAnswer>> ask_clouds(const core::Settings& settings, const core::Environment& environment,
                                                 const std::vector<std::string>& ids) {
    SiteConnections connections(environment);
    if (auto problem = connections.connect(settings)) return *problem;
    std::vector<SiteAnswer> answers(connections.all().size());
    for (std::size_t place = 0; place < answers.size(); ++place)
        answers[place].site = connections.all()[place]->site;
    connections.visit_all([&](SiteConnection& connection, std::size_t place) {
        return ask_site(connection, connections, ids, answers[place]);
    });
    return answers;
}

}  // namespace ecdsnap::cli
