#pragma once

#include "pipeline/market_stage.hpp"
#include "reports/market_chapter.hpp"

namespace dmp::pipeline {

/// What the report shows of the market model: the first area of the profile that has one.
reports::MarketChapter market_chapter(const MarketResults& results);

}  // namespace dmp::pipeline
