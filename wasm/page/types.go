package page

import "strings"

// set makes a set of the words of a text.
func set(words string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		out[w] = true
	}
	return out
}

// businessTypes are LocalBusiness and what schema.org derives from it: places where
// one can go, so that an address is the business's own.
var businessTypes = set(`
LocalBusiness AnimalShelter ArchiveOrganization AutomotiveBusiness AutoBodyShop AutoDealer AutoPartsStore AutoRental
AutoRepair AutoWash GasStation MotorcycleDealer MotorcycleRepair ChildCare Dentist DryCleaningOrLaundry EmergencyService
FireStation Hospital PoliceStation EmploymentAgency EntertainmentBusiness AdultEntertainment AmusementPark ArtGallery
Casino ComedyClub MovieTheater NightClub FinancialService AccountingService AutomatedTeller BankOrCreditUnion
InsuranceAgency FoodEstablishment Bakery BarOrPub Brewery CafeOrCoffeeShop Distillery FastFoodRestaurant IceCreamShop
Restaurant Winery GovernmentOffice PostOffice HealthAndBeautyBusiness BeautySalon DaySpa HairSalon HealthClub NailSalon
TattooParlor HomeAndConstructionBusiness Electrician GeneralContractor HVACBusiness HousePainter Locksmith MovingCompany
Plumber RoofingContractor InternetCafe LegalService Attorney Notary Library LodgingBusiness BedAndBreakfast Campground
Hostel Hotel Motel Resort SkiResort VacationRental MedicalBusiness CommunityHealth Dermatology DietNutrition Emergency
Geriatric Gynecologic MedicalClinic Midwifery Nursing Obstetric Oncologic Optician Optometric Otolaryngologic Pediatric
Pharmacy Physician Physiotherapy PlasticSurgery Podiatric PrimaryCare Psychiatric PublicHealth VeterinaryCare
ProfessionalService RadioStation RealEstateAgent RecyclingCenter SelfStorage ShoppingCenter SportsActivityLocation
BowlingAlley ExerciseGym GolfCourse PublicSwimmingPool SportsClub StadiumOrArena TennisComplex Store BikeStore BookStore
ClothingStore ComputerStore ConvenienceStore DepartmentStore ElectronicsStore Florist FurnitureStore GardenStore
GroceryStore HardwareStore HobbyShop HomeGoodsStore JewelryStore LiquorStore MensClothingStore MobilePhoneStore
MovieRentalStore MusicStore OfficeEquipmentStore OutletStore PawnShop PetStore ShoeStore SportingGoodsStore TireShop
ToyStore WholesaleStore TelevisionStation TouristInformationCenter TravelAgency`)

// organizationTypes are Organization and what schema.org derives from it.
var organizationTypes = func() map[string]bool {
	out := set(`
Organization Airline Consortium Cooperative Corporation OnlineBusiness OnlineStore EducationalOrganization
CollegeOrUniversity ElementarySchool HighSchool MiddleSchool Preschool School FundingScheme GovernmentOrganization
LibrarySystem MedicalOrganization DiagnosticLab NGO NewsMediaOrganization PerformingGroup DanceGroup MusicGroup
TheaterGroup PoliticalParty Project FundingAgency ResearchProject ResearchOrganization SearchRescueOrganization
SportsOrganization SportsTeam WorkersUnion`)
	for name := range businessTypes {
		out[name] = true
	}
	return out
}()

var (
	personTypes  = set(`Person Patient`)
	siteTypes    = set(`WebSite WebPage AboutPage ContactPage ProfilePage CollectionPage ItemPage FAQPage HomePage`)
	articleTypes = set(`Article NewsArticle BlogPosting BlogPost TechArticle Report ScholarlyArticle SocialMediaPosting DiscussionForumPosting Recipe VideoObject`)
	addressTypes = set(`PostalAddress`)
)

// ownRoles are the properties by which a page says whose it is, or what it is about.
var ownRoles = set(`publisher mainEntity about copyrightHolder sourceOrganization provider mainEntityOfPage creator owner`)

// staffRoles are the properties by which an organization names its people.
var staffRoles = set(`employee employees founder founders member members contactPoint alumni owner director`)
