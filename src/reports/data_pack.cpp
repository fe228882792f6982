#include "reports/report.hpp"

namespace dmp::reports {
void write_data_pack(const ReportInput&, const std::filesystem::path&) {}
}  // namespace dmp::reports
