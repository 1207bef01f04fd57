/** What a column may look like, in words for a reader. */
export type LooksLike = (typeof looks)[number];

export const looks = [
  'e-mail address',
  'phone number',
  'name of a person',
  'online name',
  'photo',
  'postal address',
  'IP address',
  'birth',
  'gender or another sensitive trait',
  'official number',
  'bank account or card',
  'location',
  'device',
  'password or token',
  'personal details',
  'free text',
] as const;

/**
 * What a value may be stored as: `small` are integers too short for a phone number, `list` is an array of texts, `network`
 * is inet, `labels` an enum.
 */
export type ValueKind =
  | 'text'
  | 'document'
  | 'list'
  | 'bytes'
  | 'number'
  | 'small'
  | 'date'
  | 'network'
  | 'point'
  | 'uuid'
  | 'labels';

/**
 * `people`: tables that hold persons, or a name that says whose it is (`customer_city`). `addresses`: tables of those.
 * `talk`: where people write.
 * `secrets`: what persons log in with. `off catalogues`: anywhere but in lists of places, offers and settings.
 */
export type Where = 'anywhere' | 'people' | 'addresses' | 'talk' | 'secrets' | 'off catalogues';

export interface Term {
  readonly looksLike: LooksLike;
  /** The ends of a column's name, written without separators: `firstname` stands for first_name and FirstName too. */
  readonly ends: readonly string[];
  readonly kinds: readonly ValueKind[];
  readonly where: Where;
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/u);
const written = ['text', 'list', 'document', 'bytes'] as const;

/** English first, then German and French. The first term that fits counts, so the narrower ones stand above. */
export const terms: readonly Term[] = [
  {
    looksLike: 'e-mail address',
    ends: words(`email emails emailaddress emailaddresses mail mailaddress mailaddresses emailadresse mailadresse bcc
      replyto recipient recipients courriel adresseemail adressemail adresseelectronique emailadressen`),
    kinds: written,
    where: 'anywhere',
  },
  { looksLike: 'e-mail address', ends: ['identifier'], kinds: written, where: 'secrets' },
  {
    looksLike: 'IP address',
    ends: words(`ip ips ipaddress ipaddresses ipaddr ipv4 ipv6 remoteaddr remoteaddress clientaddr clientaddress
      forwardedfor ipadresse adresseip`),
    kinds: ['text', 'list', 'document', 'bytes', 'network'],
    where: 'anywhere',
  },
  {
    looksLike: 'phone number',
    ends: words(`phone phones phonenumber phonenumbers phoneno telephone telephonenumber tel mobile mobilephone
      mobilenumber mobileno cellphone cellnumber cellphonenumber fax faxnumber msisdn whatsapp whatsappnumber
      contactnumber callernumber callerid landline telefon telefonnummer telefonnr handy handynummer
      handynr e164 mobil mobilnummer mobiltelefon rufnummer telefax faxnummer numerotelephone numtelephone numtel telportable`),
    kinds: ['text', 'list', 'document', 'bytes', 'number'],
    where: 'anywhere',
  },
  { looksLike: 'phone number', ends: ['fromnumber', 'tonumber'], kinds: ['text'], where: 'anywhere' },
  { looksLike: 'phone number', ends: ['cell', 'portable'], kinds: ['text', 'number'], where: 'people' },
  {
    looksLike: 'name of a person',
    ends: words(`firstname forename givenname givennames christianname lastname surname familyname middlename middleinitial
      maidenname birthname fullname legalname preferredname personname patronym fname lname realname nickname
      vorname vornamen nachname familienname geburtsname zuname rufname prenom prenoms nomfamille nomdefamille nomcomplet
      nomnaissance nomusage author authorname ansprechpartner contactperson nextofkin emergencycontact`),
    kinds: written,
    where: 'off catalogues',
  },
  {
    looksLike: 'name of a person',
    ends: words('name names displayname initials sortname phoneticname namefirst namelast nom'),
    kinds: written,
    where: 'people',
  },
  {
    looksLike: 'online name',
    ends: words(`username usernames loginname screenname userlogin twitterhandle twitterusername githubusername
      gitlabusername telegramusername instagramusername instagramhandle skype skypename linkedin linkedinurl
      linkedinprofile xingprofile facebookprofile benutzername nutzername nomutilisateur pseudonym identifiantutilisateur`),
    kinds: written,
    where: 'anywhere',
  },
  {
    looksLike: 'online name',
    ends: words('login handle alias twitter facebook instagram github telegram pseudo website homepage'),
    kinds: ['text'],
    where: 'people',
  },
  {
    looksLike: 'photo',
    ends: words(
      'avatar avatarurl avatarpath avatarimage profilepicture profilepictureurl profilephoto profileimage profileimageurl headshot gravatar',
    ),
    kinds: written,
    where: 'anywhere',
  },
  {
    looksLike: 'photo',
    ends: words('photo photourl picture pictureurl image imageurl portrait foto bild'),
    kinds: written,
    where: 'people',
  },
  {
    looksLike: 'birth',
    ends: words(`birthdate birthday dateofbirth dob birth birthyear yearofbirth bornon bornat birthplace placeofbirth
      birthcity birthcountry geburtsdatum geburtstag geburtsjahr geburtsort datenaissance datedenaissance naissance
      lieunaissance lieudenaissance`),
    kinds: ['text', 'bytes', 'number', 'small', 'date'],
    where: 'anywhere',
  },
  { looksLike: 'birth', ends: ['age', 'alter'], kinds: ['text', 'small'], where: 'people' },
  {
    looksLike: 'gender or another sensitive trait',
    ends: words(`gender sex genderidentity pronoun pronouns salutation maritalstatus civilstatus ethnicity ethnicorigin race
      religion nationality citizenship sexualorientation disability disabilities bloodtype bloodgroup diagnosis diagnoses
      allergies medicalhistory medication geschlecht anrede familienstand konfession staatsangehoerigkeit
      staatsangehorigkeit nationalitat religionszugehorigkeit sexe civilite nationalite situationfamiliale`),
    kinds: ['text', 'list', 'document', 'bytes', 'number', 'small', 'labels'],
    where: 'people',
  },
  {
    looksLike: 'gender or another sensitive trait',
    ends: words(`gender maritalstatus ethnicity religion sexualorientation bloodtype bloodgroup diagnosis diagnoses
      medicalhistory nationality citizenship geschlecht anrede familienstand konfession staatsangehorigkeit civilite`),
    kinds: ['text', 'list', 'document', 'bytes', 'labels'],
    where: 'off catalogues',
  },
  {
    looksLike: 'official number',
    ends: words(`ssn socialsecuritynumber socialsecurity socialinsurancenumber taxid taxnumber taxidnumber taxpayerid
      codicefiscale fiscalcode vatid vatnumber passport passportno passportnumber passportid driverslicense driverlicense
      drivinglicense driverslicensenumber driverlicensenumber drivinglicencenumber nationalid nationalidnumber
      nationalinsurancenumber nino idnumber idcard idcardnumber idcardno identitynumber identitycard personalid
      personalnumber personalidnumber personnummer cpf dni aadhaar aadhaarnumber insurancenumber insuranceid licenseplate
      plateregistration steuernummer steuernr steuerid steueridnr steueridentifikationsnummer ustid ustidnr
      sozialversicherungsnummer versicherungsnummer svnr svnummer ausweisnummer personalausweisnummer reisepassnummer
      passnummer fuhrerscheinnummer kfzkennzeichen numerosecuritesociale numsecu numerofiscal numeropasseport`),
    kinds: ['text', 'list', 'document', 'bytes', 'number'],
    where: 'anywhere',
  },
  {
    looksLike: 'bank account or card',
    ends: words(`iban bankaccount bankaccountnumber bankaccountno accountnumber accountholder accountholdername creditcard
      creditcardnumber cardnumber cardno ccnumber ccnum cardholder cardholdername nameoncard cvv cvc lastfour last4
      last4digits lastfourdigits cardlastdigits kontonummer kontonr kontoinhaber bankverbindung kreditkarte
      kreditkartennummer cartebancaire numerocarte numerocompte`),
    kinds: ['text', 'list', 'document', 'bytes', 'number'],
    where: 'anywhere',
  },
  {
    looksLike: 'device',
    ends: words(`useragent useragentstring browserfingerprint devicefingerprint deviceid deviceuuid deviceidentifier
      devicetoken pushtoken fcmtoken apnstoken pushendpoint macaddress macaddr imei imsi iccid idfa idfv gaid
      advertisingid advertiserid androidid cookieid`),
    kinds: ['text', 'list', 'document', 'bytes', 'uuid'],
    where: 'anywhere',
  },
  {
    looksLike: 'postal address',
    ends: words(`streetaddress postaladdress mailingaddress homeaddress billingaddress shippingaddress deliveryaddress
      residentialaddress addressline addressline1 addressline2 addressline3 address1 address2 address3 addr1 addr2
      streetname streetnumber streetline1 streetline2 street1 street2 housenumber houseno housenr apartmentnumber
      strasse strassenname hausnummer hausnr anschrift wohnort postanschrift lieferadresse rechnungsadresse adresspostale
      adressepostale adresse1 adresse2 complementadresse`),
    kinds: ['text', 'list', 'document', 'bytes', 'small'],
    where: 'anywhere',
  },
  {
    looksLike: 'postal address',
    ends: words(`address addresses addr street postalcode postcode zip zipcode zippostalcode adresse adressen adr plz
      postleitzahl rue codepostal`),
    kinds: ['text', 'list', 'document', 'bytes', 'small'],
    where: 'off catalogues',
  },
  {
    looksLike: 'postal address',
    ends: words('city town hometown suburb ort stadt ville commune'),
    kinds: ['text'],
    where: 'people',
  },
  {
    looksLike: 'postal address',
    ends: words('line line1 line2 line3 line4 locality city town suburb ort stadt ville'),
    kinds: ['text'],
    where: 'addresses',
  },
  {
    looksLike: 'location',
    ends: words(`latitude longitude lat lng lon latlng latlon geolocation geopoint geocoordinates coordinates coords gps
      gpsposition gpslocation lastlocation currentlocation breitengrad laengengrad langengrad`),
    kinds: ['text', 'document', 'number', 'point'],
    where: 'off catalogues',
  },
  { looksLike: 'location', ends: ['location', 'position', 'standort'], kinds: ['point'], where: 'off catalogues' },
  { looksLike: 'location', ends: ['location', 'standort'], kinds: ['text', 'document'], where: 'people' },
  {
    looksLike: 'password or token',
    ends: words(`password passwords passwd passwordhash passworddigest passwordsalt encryptedpassword hashedpassword
      passworttext passwort kennwort motdepasse otpsecret totpsecret mfasecret twofactorsecret otp otpcode
      recoverycode recoverycodes backupcode backupcodes remembertoken resettoken passwordtoken resetpasswordtoken
      passwordresettoken confirmationtoken verificationtoken verificationcode emailtoken
      emailverificationtoken activationtoken unlocktoken sessiontoken magiclink magiclinktoken magictoken logintoken unsubscribetoken sessiondata`),
    kinds: ['text', 'list', 'document', 'bytes', 'uuid'],
    where: 'anywhere',
  },
  {
    looksLike: 'password or token',
    ends: words('token tokens accesstoken authtoken idtoken refreshtoken secret otpseed pin pincode code sessionkey'),
    kinds: ['text', 'bytes', 'uuid'],
    where: 'secrets',
  },
  {
    looksLike: 'password or token',
    ends: words('token authtoken accesstoken refreshtoken apitoken apikey secret pin confirmationcode activationcode'),
    kinds: ['text', 'bytes', 'uuid'],
    where: 'people',
  },
  {
    looksLike: 'personal details',
    ends: words(`personaldata personalinfo personalinformation personaldetails pii contactinfo contactdetails contactdata
      customerinfo customerdetails customerdata userinfo userdetails billingdetails billinginfo shippingdetails
      shippinginfo payerinfo userprofile billto shipto soldto`),
    kinds: written,
    where: 'anywhere',
  },
  {
    looksLike: 'personal details',
    ends: words(
      'customer contact payer payee buyer seller user person sender recipient author employee patient guest kunde',
    ),
    kinds: ['document'],
    where: 'anywhere',
  },
  { looksLike: 'personal details', ends: words('profile info details data'), kinds: ['document'], where: 'people' },
  {
    looksLike: 'free text',
    ends: words(`note notes comment comments remark remarks feedback bio biography aboutme coverletter memo internalnotes
      bemerkung bemerkungen kommentar kommentare notiz notizen anmerkung anmerkungen commentaire commentaires remarque
      remarques`),
    kinds: ['text'],
    where: 'off catalogues',
  },
  {
    looksLike: 'free text',
    ends: words(`about description info statement quote headline signature`),
    kinds: ['text'],
    where: 'people',
  },
  {
    looksLike: 'free text',
    ends: words(`body content contents text message messages messagetext messagebody subject title bodytext bodyhtml
      bodyplain bodymarkdown htmlbody textbody plainbody plaintext strippedtext rawbody rawcontent rawemail rawmessage raw
      snippet excerpt preview cooked markdown transcript transcription summary description reply answer question
      inhalt nachricht nachrichtentext betreff texte contenu objet`),
    kinds: ['text', 'list', 'document', 'bytes'],
    where: 'talk',
  },
];

/** Ends of a name that do not change what the value is: what stands before them counts. */
export const throughEnds: ReadonlySet<string> = new Set(
  words(`hash hashed digest sha md5 encrypted ciphertext cipher enc normalized normalised canonical lower lowercase upper
    old new previous prev former original raw plain masked unconfirmed confirmed pending backup primary secondary alternate
    alternative alt work home private business office personal e 164 formatted bidx value values string str text txt json
    jsonb list array de fr en 1 2 3 4 5 256 512`),
);

/** A name that begins so says something about a thing, not the thing: `show_email`, `max_phones`. */
export const settingStarts: ReadonlySet<string> = new Set(
  words(`is has can may should show shows hide hides allow allows allowed require requires enable enables enabled disable
    disabled send sends use uses num number count total max min default template sample example`),
);

/** Words before `name` that make it a person's: `sender_name`. */
export const personWords: ReadonlySet<string> = new Set(
  words(`user person people contact customer client member employee worker staff patient student teacher pupil guest visitor
    subscriber recipient sender author owner participant attendee lead prospect candidate applicant donor supporter volunteer
    resident driver rider passenger buyer seller shopper payer payee beneficiary cardholder holder signer signatory
    reviewer commenter poster creator editor assignee reporter requester requestor caller agent representative manager
    supervisor doctor physician nurse parent child guardian spouse partner sibling individual profile respondent invitee
    inviter actor identity viewer follower friend player athlete citizen consumer learner instructor tutor coach
    home by from to billing shipping delivery
    benutzer nutzer kunde kunden kontakt kontakte mitarbeiter mitglied mitglieder teilnehmer patienten schuler empfanger
    absender personen interessent bewerber gast
    utilisateur client contact personne membre employe salarie patient eleve abonne destinataire expediteur empfaenger schueler interessenten`),
);

/** At the end of a table's name these say nothing of what it holds, the words before do: `user_details`. */
export const tableTails: ReadonlySet<string> = new Set(
  words('account profile detail info information data record master entity base main extra history archive old copy'),
);

/** Person words that only stand before other words: a table of these holds no persons. */
export const noPeople: ReadonlySet<string> = new Set(
  words('home by from to billing shipping delivery actor agent identity partner'),
);

/** Person words before `name` that as often mean something else: `parent_name` of a category, `profile_name`. */
export const otherNames: ReadonlySet<string> = new Set(words('profile agent identity parent child partner home'));

/** Tables where people write to each other, by a word of their names. */
export const talkWords: ReadonlySet<string> = new Set(
  words(`message messages chat chats conversation conversations talk talks mail mails email emails sms comment
    comments reply replies note notes post posts thread threads ticket tickets inquiry inquiries enquiry enquiries feedback
    feedbacks review reviews letter letters answer answers response responses submission submissions memo memos transcript
    transcripts call calls voicemail voicemails complaint complaints testimonial testimonials correspondence
    nachricht nachrichten kommentar kommentare notiz notizen anfrage anfragen commentaire commentaires courrier`),
);

/** What persons log in or prove themselves with. */
export const secretWords: ReadonlySet<string> = new Set(
  words(`session sessions login logins signin verification verifications confirmation confirmations reset resets
    invitation invitations invite invites otp otps mfa totp magiclink credential credentials password passwords
    authenticator authenticators recovery`),
);

/** Tables of places and machines: their addresses are nobody's. */
export const placeWords: ReadonlySet<string> = new Set(
  words(`country city state region province county district zone airport station place venue warehouse store shop branch
    office building timezone postcode zipcode postalcode town municipality continent area geoname depot land stadt ort pays
    ville server host node network cluster instance endpoint`),
);

/** Tables of things that a product offers or is set up with: what is written there is about no person. */
export const catalogueWords: ReadonlySet<string> = new Set(
  words(`template plan product feature role permission setting config configuration option category type kind status tag
    label currency country language locale migration changelog release version queue snippet question form field
    article page section menu theme layout macro rule policy schema enum lookup catalog catalogue tax rate unit`),
);

/** Before `password`: what a machine logs in with. */
export const machineWords: ReadonlySet<string> = new Set(
  words('smtp imap db database ftp sftp proxy service server ldap redis basic admin certificate keystore'),
);

/** Words before `address` that say it is no letter's: `web_address`. */
export const otherAddresses: ReadonlySet<string> = new Set(
  words('web host server smtp imap pop bind listen contract wallet memory base callback node bucket url site service'),
);
