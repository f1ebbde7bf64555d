#include "cli/check/delivery_means.hpp"

#include "adapters/credentials/secret_file.hpp"

#include <utility>

namespace ecdsnap::cli {

adapters::DeliveryMeans delivery_means(const std::string& owner, const core::Environment& environment) {
    adapters::DeliveryMeans means;
    means.sender = {owner, adapters::host_name()};
    means.environment = environment;
    means.read_secret = [](const std::filesystem::path& file) -> core::TextResult<core::Secret> {
        auto read = adapters::read_secret_file(file, adapters::owner_by_place(file));
        if (read.has_error()) return read.error();
        return std::move(read.value().text);
    };
    return means;
}

}  // namespace ecdsnap::cli
