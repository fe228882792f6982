#include <cmath>
#include <sstream>

#include "intake/containers/opening_case.hpp"

namespace dmp::intake::containers {
namespace {

class Features : public OpeningCase {
 protected:
  static std::string collection(const std::string& features, const std::string& more = "") {
    return "{\"type\":\"FeatureCollection\"," + more + "\"features\":[" + features + "]}";
  }
  static std::string polygon(const std::string& properties, const std::string& ring) {
    return "{\"type\":\"Feature\",\"properties\":{" + properties + "},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[" + ring + "]]}}";
  }
  /// First longitude and latitude of the first geometry behind a text.
  static std::pair<double, double> first_point(const std::string& csv, const std::string& behind) {
    const std::size_t at = csv.find("((", csv.find(behind));
    std::istringstream in(csv.substr(csv.find_first_not_of('(', at)));
    double x = 0, y = 0;
    in >> x >> y;
    return {x, y};
  }
};

TEST_F(Features, GeoJsonBecomesAttributesAndWkt) {
  const OpenedTable table = open_one(file("a.geojson", collection(polygon("\"code\":\"E1\",\"name\":\"A, B\",\"n\":1.5,\"d\":\"2024-05-01\",\"nil\":null", "[0,51],[0.123456789,51],[0,52],[0,51]"))));
  EXPECT_EQ(text_of(table), "code,name,n,d,nil,geometry\nE1,\"A, B\",1.5,2024-05-01,,\"POLYGON ((0 51,0.1234568 51,0 52,0 51))\"\n");
  EXPECT_TRUE(table.record_is_line);
  EXPECT_EQ(table.first_line, 0U);
  EXPECT_TRUE(table.notes.empty());
}

TEST_F(Features, CompressedGeoJsonIsRead) {
  const std::string json = collection(polygon("\"a\":1", "[0,51],[1,51],[0,52],[0,51]"));
  EXPECT_TRUE(text_of(open_one(file("a.geojson.gz", gzip(json)))).starts_with("a,geometry\n1,"));
  EXPECT_TRUE(text_of(open_one(zip("a.zip", {{"a.geojson", json}}))).starts_with("a,geometry\n1,"));
}

TEST_F(Features, AnOutlineThatCrossesItselfIsRepaired) {
  const OpenedTable table = open_one(file("a.geojson", collection(polygon("\"a\":1", "[0,51],[1,52],[1,51],[0,52],[0,51]"))));
  ASSERT_EQ(table.notes.size(), 1U);
  EXPECT_EQ(table.notes[0].rule, "geometry repaired");
  EXPECT_EQ(table.notes[0].line, 1U);
  EXPECT_NE(text_of(table).find("MULTIPOLYGON"), std::string::npos);
}

TEST_F(Features, AMissingGeometryIsEmptyAndTold) {
  const OpenedTable table = open_one(file("a.geojson", collection("{\"type\":\"Feature\",\"properties\":{\"a\":1},\"geometry\":null}")));
  EXPECT_EQ(text_of(table), "a,geometry\n1,\n");
  EXPECT_EQ(table.notes.at(0).rule, "no geometry");
}

TEST_F(Features, GridCoordinatesWithoutASystemAreTakenForTheNationalGrid) {
  // Ordnance Survey, "A guide to coordinate systems in Great Britain", example: E 651409.903, N 313177.270 is
  // 52 39 27.2531 N, 1 43 4.5177 E in OSGB36, which is about 52.65798 N, 1.71605 E in WGS84.
  const OpenedTable table = open_one(file("a.geojson", collection(polygon("\"a\":1", "[651409.903,313177.270],[651509,313177],[651409,313277],[651409.903,313177.270]"))));
  EXPECT_EQ(table.notes.at(0).rule, "coordinate system assumed");
  const auto [x, y] = first_point(text_of(table), "geometry");
  EXPECT_NEAR(x, 1.71605, 0.0001);
  EXPECT_NEAR(y, 52.65798, 0.0001);
}

TEST_F(Features, AFewFeaturesInAnotherSystemAreLeftOut) {
  const std::string degrees = polygon("\"a\":1", "[0,51],[1,51],[0,52],[0,51]"), grid = polygon("\"a\":2", "[500000,250000],[501000,250000],[500000,251000],[500000,250000]");
  const OpenedTable mostly_degrees = open_one(file("a.geojson", collection(degrees + "," + grid + "," + degrees)));
  EXPECT_EQ(text_of(mostly_degrees), "a,geometry\n1,\"POLYGON ((0 51,1 51,0 52,0 51))\"\n2,\n1,\"POLYGON ((0 51,1 51,0 52,0 51))\"\n");
  ASSERT_EQ(mostly_degrees.notes.size(), 1U);
  EXPECT_EQ(mostly_degrees.notes[0].rule, "coordinate systems mixed");
  EXPECT_EQ(mostly_degrees.notes[0].line, 2U);
  const OpenedTable mostly_grid = open_one(file("b.geojson", collection(grid + "," + degrees + "," + grid)));
  EXPECT_NE(text_of(mostly_grid).find("\n1,\n"), std::string::npos);
  EXPECT_NEAR(first_point(text_of(mostly_grid), "geometry").second, 52.1, 0.1);
  ASSERT_EQ(mostly_grid.notes.size(), 2U);
  EXPECT_EQ(mostly_grid.notes[1].rule, "coordinate systems mixed");
}

TEST_F(Features, CoordinatesThatFitNoSystemAreRefused) {
  EXPECT_NE(refusal(file("a.geojson", collection(polygon("\"a\":1", "[9000000,9000000],[9000001,9000000],[9000000,9000001],[9000000,9000000]")))).find("in no known system"),
            std::string::npos);
}

TEST_F(Features, DamagedFilesAreRefused) {
  EXPECT_TRUE(refusal(file("a.geojson", "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",")).starts_with("1 "));
  EXPECT_TRUE(refusal(file("a.gpkg", std::string("SQLite format 3\0", 16) + std::string(200, 'x'))).starts_with("1 "));
  EXPECT_TRUE(refusal(file("a.shp", std::string("\0\0\x27\x0A", 4) + std::string(200, '\0'))).starts_with("1 "));
}

TEST_F(Features, TextThatNamesARemoteSourceIsNotFollowed) {
  // A virtual format or a service definition is only text to us.
  const auto virtual_format = file("a.vrt", "<OGRVRTDataSource><OGRVRTLayer name=\"x\"/></OGRVRTDataSource>");
  EXPECT_EQ(open_one(virtual_format).text, virtual_format);
  EXPECT_NE(refusal(file("b.json", "{\"type\":\"FeatureService\",\"url\":\"http://localhost:1/\"}")).find("JSON document"), std::string::npos);
}

TEST_F(Features, RealBoundariesOfEveryKindAgree) {
  const auto folder = shared_data() / "geography" / "boundaries" / "bedfordshire";
  SKIP_WITHOUT(folder);
  const std::string geojson = text_of(open_one(folder / "lsoa_E06000055.geojson"));
  const std::string geopackage = text_of(open_one(folder / "lsoa21_bedfordshire_bng.gpkg"));
  const std::string shapefile = text_of(open_one(folder / "lsoa21_bedfordshire_bng_shp" / "lsoa21_beds.shp"));
  const std::string code = "E01017453";
  const auto [x, y] = first_point(geojson, code);
  for (const std::string& grid : {geopackage, shapefile}) {
    // The same outline: some corner of it lies within 5 m (0.00005 degrees) of the other's first corner.
    const std::string line = grid.substr(grid.find(code), grid.find('\n', grid.find(code)) - grid.find(code));
    std::istringstream in(line.substr(line.find("((") + 2));
    double nearest = 1;
    for (std::string pair; std::getline(in, pair, ',');) {
      std::istringstream numbers(pair);
      double px = 0, py = 0;
      if (numbers >> px >> py) nearest = std::min(nearest, std::hypot((px - x) * 0.61, py - y));
    }
    EXPECT_LT(nearest, 0.00005);
  }
  const auto topology = open_one(folder / "topo_wards_E06000032.json");
  EXPECT_NE(text_of(topology).find("E05002193"), std::string::npos);
}

TEST_F(Features, AShapefileInAZipFileIsRead) {
  const auto folder = shared_data() / "geography" / "boundaries" / "bedfordshire" / "lsoa21_bedfordshire_bng_shp";
  SKIP_WITHOUT(folder);
  std::vector<ZipMember> members;
  for (const char* ending : {"shp", "shx", "dbf", "prj"})
    members.push_back({std::string("in/lsoa.") + ending, core::read_file(folder / (std::string("lsoa21_beds.") + ending))});
  EXPECT_EQ(text_of(open_one(zip("a.zip", members))), text_of(open_one(folder / "lsoa21_beds.shp")));
}

TEST_F(Features, ParquetIsReadAsText) {
  const auto path = shared_data() / "formats" / "fake_df_l.parquet";
  SKIP_WITHOUT(path);
  const OpenedTable table = open_one(path);
  EXPECT_TRUE(text_of(table).starts_with("unique_id,first_name,surname,dob,city,email,group\n0,Julia ,,2015-10-29,London,"));
  EXPECT_EQ(table.first_line, 0U);
  // A name that the engine would take for a pattern.
  const std::string bytes = core::read_file(path);
  EXPECT_EQ(text_of(open_one(file("[a]*?'{}.parquet", bytes))), text_of(table));
  EXPECT_NE(refusal(file("b.parquet", bytes.substr(0, bytes.size() / 2))).find("the Parquet file cannot be read"), std::string::npos);
}

}  // namespace
}  // namespace dmp::intake::containers
